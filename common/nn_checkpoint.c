/* nn_checkpoint: parameters to a safetensors file and back; see nn.h. */
#include "nn.h"

#include <stdlib.h>

#include "checkpoint.h"
#include "fail.h"

static CheckpointEntry *entries_of(const Params *params)
{
    CheckpointEntry *entries = xcalloc((size_t)params->count, sizeof *entries);
    for (int i = 0; i < params->count; i++) {
        const Tensor *x = params->tensor[i];
        entries[i] = (CheckpointEntry){x->name, x->shape, x->data};
    }
    return entries;
}

void params_save(const Params *params, const char *path)
{
    CheckpointEntry *entries = entries_of(params);
    checkpoint_save(path, entries, params->count, NULL, 0);
    free(entries);
}

void params_load(Params *params, const char *path)
{
    CheckpointEntry *entries = entries_of(params);
    checkpoint_load(path, entries, params->count);
    free(entries);
}
