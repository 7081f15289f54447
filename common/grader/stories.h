/* stories: what diagnose.c and stories.c share. Each story returns a sentence
 * (malloc'ed) when it explains the whole tensor, else NULL. */
#ifndef GRADUS_STORIES_H
#define GRADUS_STORIES_H

#include "judge.h"

/* a is b, within a millionth of the tensor's scale and 1e-4 of b. */
int story_near(const Subject *s, double a, double b);

/* Does `have[i] ~ story(i)` hold for all i? */
typedef double Story(const Subject *s, int i);
int story_fits(const Subject *s, Story *story);

/* stories.c */
char *story_rearranged(const Subject *s);
char *story_shifted(const Subject *s);
char *story_border(const Subject *s);
char *story_step(const Subject *s);
char *story_another_output(const Subject *s, const Subject *all, int n_all);
char *story_one_row(const Subject *s, const CaseFrames *theirs);
char *story_an_input(const Subject *s, const CaseFrames *theirs);

#endif
