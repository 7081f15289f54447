/* task_scales.c: the deep net of tanh from many scales of the first weights. */
#include <math.h>
#include "plot.h"
#include "tasks.h"

static const double scales[] = {0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 3, 5, 10};
enum { SCALES = sizeof scales / sizeof *scales };

/* What is told of one training. */
typedef struct {
    double deviation, ends; /* of the last hidden layer, at the start */
    double accuracy;        /* on the validation images, at the end */
} Story;

/* ends: of tanh the saturated, of relu the dead. */
static void note_start(void *context, long step, const Network *net, const Trace *trace,
                       double loss)
{
    const Tensor *h = trace->h[trace->count - 1];
    const int *dim = h->shape.dim;
    Story *story = context;
    real mean, deviation;
    (void)loss;
    if (step > 0) return;
    mean_and_deviation(&mean, &deviation, h->data, h->size);
    story->deviation = (double)deviation;
    story->ends = net->options.activation == TANH
                      ? (double)saturated_share(h->data, (real)0.97, h->size)
                      : (double)dead_share(h->data, dim[0], dim[1]);
}

static void note_end(void *context, const Epoch *epoch)
{
    Story *story = context;
    story->accuracy = epoch->valid_accuracy;
}

static Story train_story(const DigitsData *data, const TaskOptions *o, NormKind norm,
                         double scale, Progress *bar)
{
    Recipe recipe = recipe_with(o, recipe_deep(norm));
    Story story = {0};
    recipe.net.scale = scale;
    network_free(train_network(data, &recipe,
                               (Watch){note_start, NULL, note_end, &story, bar}));
    return story;
}

static void print_story(Story s)
{
    printf("   %8.3f  %6.1f %%  %6.2f %%", s.deviation, 100 * s.ends, 100 * s.accuracy);
}

static void print_head(const TaskOptions *o)
{
    const char *ends = o->relu ? "dead" : "at ends";
    printf("\n           %-29s     %s\n", side_name(NO_NORM),
           side_name((NormKind)o->norm));
    printf("  scale   deviation  %7s  accuracy     deviation  %7s  accuracy\n", ends,
           ends);
}

static void draw(Story stories[][2], NormKind norm)
{
    FILE *file = plot_file(PLOT_FOLDER, "scales.dat");
    fprintf(file, "scale \"%s\" \"%s\"\n", side_name(NO_NORM), side_name(norm));
    for (int i = 0; i < SCALES; i++)
        fprintf(file, "%g %.2f %.2f\n", scales[i], 100 * stories[i][0].accuracy,
                100 * stories[i][1].accuracy);
    plot_file_close(file, PLOT_FOLDER, "scales.dat");
    plot_run("04-batchnorm/plots/scales.gp", PLOT_FOLDER, PLOT_FOLDER);
}

void task_scales(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    Recipe recipe = recipe_with(o, recipe_deep(NO_NORM));
    Story stories[SCALES][2];
    printf("Chapter 4: how well a deep net learns depends on its first weights.\n");
    print_set(&data);
    printf("%d hidden layers of %d %s, batch %d, plain gradient descent, rate from %g "
           "to 0,\nepochs %d, from %d scales of the weights:\n", recipe.net.layers,
           recipe.net.hidden, o->relu ? "relu" : "tanh", recipe.batch, recipe.rate,
           recipe.epochs, SCALES);
    fflush(stdout);
    Progress bar = progress_begin("trainings", 2 * SCALES * recipe_steps(&data, &recipe));
    for (int i = 0; i < SCALES; i++)
        for (int side = 1; side >= 0; side--) // the norm may refuse a batch of one
            stories[i][side] = train_story(&data, o, side ? (NormKind)o->norm : NO_NORM,
                                           scales[i], &bar);
    progress_end(&bar, NULL);
    print_head(o);
    for (int i = 0; i < SCALES; i++) {
        printf("  %5.1f", scales[i]);
        print_story(stories[i][0]);
        printf("  ");
        print_story(stories[i][1]);
        printf("\n");
    }
    printf("\ndeviation, %s: of the last hidden layer before the first step.\n",
           o->relu ? "dead" : "at ends (|h| > 0.97)");
    if (o->plot) draw(stories, (NormKind)o->norm);
    else printf("The picture, and more: --plot; --task look --plot shows inside.\n");
    digits_data_free(&data);
}
