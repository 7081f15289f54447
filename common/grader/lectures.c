/* lectures: see lectures.h. Keys and addresses are those of the chapters' READMEs. */
#include "lectures.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "text.h"

static const struct {
    const char *key, *title, *video;
} lectures[] = {
    {"K1", "Karpathy, building micrograd", "VMj-3S1tku0"},
    {"K2", "Karpathy, makemore 1: bigrams", "PaCmpygFfXo"},
    {"K3", "Karpathy, makemore 2: MLP", "TCH_1BHY58I"},
    {"K4", "Karpathy, makemore 3: activations, gradients, BatchNorm", "P6sfmUTpUmc"},
    {"K5", "Karpathy, makemore 4: becoming a backprop ninja", "q8SA3rM6ckI"},
    {"K6", "Karpathy, makemore 5: WaveNet", "t3YJ5hKiMQ0"},
    {"K7", "Karpathy, let's build GPT", "kCc8FmEb1nY"},
    {"K8", "Karpathy, let's build the GPT tokenizer", "zduSFxRajkE"},
    {"B1", "3Blue1Brown, but what is a neural network?", "aircAruvnKk"},
    {"B2", "3Blue1Brown, gradient descent, how neural networks learn", "IHZwWFHWa-w"},
    {"B3", "3Blue1Brown, backpropagation, intuitively", "Ilg3gGewQ5U"},
    {"B4", "3Blue1Brown, backpropagation calculus", "tIeHLnjs5U8"},
    {"B5", "3Blue1Brown, but what is a convolution?", "KuXjwB4LzSA"},
    {"A1", "Kirsanov, the most important algorithm in machine learning", "SmZmBKc7Lrs"},
};

/* Seconds of "01:09:02" or "9:02" at the start of the text; -1 when it is no time. */
static int seconds_of(const char *text)
{
    int a, b, c;
    int n = sscanf(text, "%d:%2d:%2d", &a, &b, &c);
    if (n == 3) return (a * 60 + b) * 60 + c;
    return n == 2 ? a * 60 + b : -1;
}

/* Looks for a key that stands as a word of its own; its place in the table, or -1. */
static int lecture_find(const char *text, int length, const char **behind)
{
    for (int i = 0; i + 1 < length; i++) {
        if (i > 0 && isalnum((unsigned char)text[i - 1])) continue;
        if (i + 2 < length && isalnum((unsigned char)text[i + 2])) continue;
        for (size_t k = 0; k < sizeof lectures / sizeof *lectures; k++) {
            if (strncmp(text + i, lectures[k].key, 2) != 0) continue;
            *behind = text + i + 2;
            return (int)k;
        }
    }
    return -1;
}

static void add_lecture(Text *out, const char *text, int length, int links)
{
    const char *behind;
    int k = lecture_find(text, length, &behind);
    if (k < 0) {
        text_add(out, "%.*s\n", length, text);
        return;
    }
    while (behind < text + length && !isdigit((unsigned char)*behind)) behind++;
    int t = behind < text + length ? seconds_of(behind) : -1;
    text_add(out, "%s", lectures[k].title);
    if (t >= 3600)
        text_add(out, ", at %d:%02d:%02d", t / 3600, t / 60 % 60, t % 60);
    else if (t >= 0)
        text_add(out, ", at %d:%02d", t / 60, t % 60);
    if (links) text_add(out, "\nhttps://www.youtube.com/watch?v=%s", lectures[k].video);
    if (links && t > 0) text_add(out, "&t=%ds", t);
    text_add(out, "\n");
}

char *lecture_text(const char *source, int links)
{
    Text out = {0};
    while (*source) {
        source += strspn(source, "; ");
        int length = (int)strcspn(source, ";");
        if (length > 0) add_lecture(&out, source, length, links);
        source += length;
    }
    return text_take(&out);
}
