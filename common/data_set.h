/* data_set: finding a set's folder and files, for the loaders of data.h only. */
#ifndef GRADUS_DATA_SET_H
#define GRADUS_DATA_SET_H

/* The name of the set in use: real_set where it is present, else builtin; stops
 * when there is neither. */
const char *set_choose(const char *real_set, const char *builtin);

/* The path of a file of a set, in memory that the caller frees. */
char *set_file(const char *set, const char *name);

#endif
