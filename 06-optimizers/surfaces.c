/* surfaces.c: see surfaces.h. */
#include "surfaces.h"

static double quadratic(double x, double y)
{
    return (x * x + 50 * y * y) / 2;
}

static void quadratic_gradient(double d[2], double x, double y)
{
    d[0] = x;
    d[1] = 50 * y;
}

static double rosenbrock(double x, double y)
{
    double off = y - x * x;
    return (1 - x) * (1 - x) + 100 * off * off;
}

static void rosenbrock_gradient(double d[2], double x, double y)
{
    double off = y - x * x;
    d[0] = -2 * (1 - x) - 400 * x * off;
    d[1] = 200 * off;
}

static double beale(double x, double y)
{
    double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
    return a * a + b * b + c * c;
}

static void beale_gradient(double d[2], double x, double y)
{
    double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
    d[0] = 2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1));
    d[1] = 2 * (a * x + b * 2 * x * y + c * 3 * x * y * y);
}

static double saddle(double x, double y)
{
    return x * x - y * y + y * y * y * y / 4;
}

static void saddle_gradient(double d[2], double x, double y)
{
    d[0] = 2 * x;
    d[1] = -2 * y + y * y * y;
}

/* Rates: gd, momentum, nesterov, adagrad, rmsprop, adam, adamw, lion. Each is the best
 * of 1, 2, 5 times a power of 10: fewest steps in the mean over ten starts, and never
 * off the map (build/ch06-solution --tune). */
const Surface surfaces[SURFACES] = {
    {"quadratic", "(x^2 + 50 y^2)/2", quadratic, quadratic_gradient,
     .start = {-4, 1}, .spread = {0.2, 0.1}, .goal = {0, 0}, .lowest = 0,
     .x_range = {-5, 3}, .y_range = {-1.5, 1.5},
     .rates = {0.02, 0.01, 0.01, 2, 0.2, 1, 0.5, 0.01}},
    {"rosenbrock", "(1 - x)^2 + 100 (y - x^2)^2", rosenbrock, rosenbrock_gradient,
     .start = {-1.2, 1}, .spread = {0.05, 0.05}, .goal = {1, 1}, .lowest = 0,
     .x_range = {-1.6, 1.6}, .y_range = {-0.6, 2.2},
     .rates = {0.002, 0.002, 0.001, 1, 0.002, 0.5, 0.05, 0.005}},
    {"beale", "(1.5-x+xy)^2 + (2.25-x+xy^2)^2 + (2.625-x+xy^3)^2", beale,
     beale_gradient,
     .start = {0.5, 1.2}, .spread = {0.05, 0.05}, .goal = {3, 0.5}, .lowest = 0,
     .x_range = {-0.5, 4.5}, .y_range = {-1, 2},
     .rates = {0.05, 0.005, 0.01, 0.5, 0.05, 0.5, 0.5, 0.005}},
    {"saddle", "x^2 - y^2 + y^4/4", saddle, saddle_gradient,
     .start = {-1.5, 0.001}, .spread = {0.1, 0.0005}, .goal = {0, 1.4142135623730951},
     .lowest = -1, .x_range = {-2, 2}, .y_range = {-2, 2},
     .rates = {0.2, 0.2, 0.2, 0.5, 0.05, 1, 1, 0.02}},
};

Rule surface_rule(const Surface *surface, RuleKind kind)
{
    Rule rule = rule_of(kind);
    rule.rate = surface->rates[kind];
    return rule;
}
