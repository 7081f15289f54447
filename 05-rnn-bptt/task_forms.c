/* task_forms.c: the table of what goes in and what comes out. */
#include "tasks.h"

void task_forms(const TaskOptions *o)
{
    (void)o;
    puts("What goes in, what comes out: four forms of network.\n"
         "\n"
         "  1:1   x --> net --> y                     no time at all\n"
         "        a digit to its class                build/ch02, build/ch03\n"
         "\n"
         "  1:N   x --> h0 --> h1 --> h2 --> h3       the input sets the first state,\n"
         "                     |      |      |        each output is the next input\n"
         "                     y1 ->  y2 ->  y3\n"
         "        a language to a name                build/ch05 --task generate\n"
         "\n"
         "  N:1   x1     x2     x3                    the last state knows all; the\n"
         "        |      |      |                     gradient enters at its end and\n"
         "        h1 --> h2 --> h3 --> y              has the longest way to go\n"
         "        a name to its language              build/ch05 --task language\n"
         "\n"
         "  N:N   x1     x2     x3                    an answer at every step; the\n"
         "        |      |      |                     gradient enters at every step\n"
         "        h1 --> h2 --> h3\n"
         "        |      |      |\n"
         "        y1     y2     y3\n"
         "        prices to the next prices           build/ch05 --task next\n"
         "\n"
         "  form  input        states       output    loss\n"
         "  1:1   (N,I)        none         (N,K)     one for each example\n"
         "  1:N   (N)          (T+1,N,H)    (T,N,V)   mean over all letters\n"
         "  N:1   (T,N)        (T+1,N,H)    (N,K)     one for each name, from hs[T]\n"
         "  N:N   (T,N,1)      (T+1,N,H)    (T,N,1)   mean over all steps");
}
