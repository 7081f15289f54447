/* forecast.h: many to many. At every step of a series, what comes next?
 *
 *     change of today --> cell --> linear --> change of tomorrow, foretold
 *                          |
 *                          +--> the state: what the days before have taught
 *
 * The network sees changes, in units of their standard deviation, and the forecast is
 * today's value plus the change that it foretells. So a network that says 0 says
 * "tomorrow is like today", the forecast that every other one is measured against. */
#ifndef GRADUS_CH05_FORECAST_H
#define GRADUS_CH05_FORECAST_H

#include "operations.h"
#include "progress.h"

typedef enum { SERIES_SINE, SERIES_PRICE, SERIES_WALK } SeriesKind;
extern const char *const series_names[]; /* "sine", "price", "walk" */

typedef struct {
    int n, n_train;  /* steps in all; the first n_train are to learn from */
    double *value;   /* (n) */
    double unit;     /* standard deviation of the changes in training */
} Series;

/* sine:  sin(2 pi t / 40)
 * price: 100 exp(two cycles of 61 and 23 days + a noise that reverts to its mean + drift)
 * walk:  100 + a sum of random steps: nothing to learn
 * 2000 steps, 80 % to learn from. */
Series series_new(SeriesKind kind, uint64_t seed);
void series_free(Series *series);

typedef struct {
    CellKind cell;
    int hidden, steps, batch; /* steps of Adam; windows in each */
    int window;               /* length of a window */
    int piece;                /* 5.6: truncate the way back to pieces; 0: do not */
    double rate, clip;
    uint64_t seed;
} ForecastRecipe;

ForecastRecipe forecast_recipe(CellKind cell);

typedef struct {
    Params *params;
    Recurrent layer; /* 1 input feature */
    NnLinear head;   /* (H,1) */
} Forecaster;

/* losses (recipe->steps) receives the loss of each step, or is NULL. */
Forecaster *forecast_train(const Series *series, const ForecastRecipe *recipe,
                           double *losses, Progress *bar);
void forecast_free(Forecaster *net);

/* forecast (n): forecast[t+1] is what the network says after seeing value[0..t]. The
 * first two cannot be foretold and are the values themselves. */
void forecast_run(double *forecast, const Forecaster *net, const Series *series);

/* Mean squared error of the forecast over the test steps, as a share of that of
 * "tomorrow is like today": 0 is perfect, 1 has learned nothing. */
double forecast_error(const double *forecast, const Series *series);

#endif
