/* here: messages name the line that called an operation, not the library's.
 *
 * Each macro has the name of a function and calls it, after noting the file and
 * line in which it stands. (A macro that meets its own name in its expansion
 * leaves it alone: C11 6.10.3.4.) In an expression of nested calls the innermost
 * notes last, which is the same statement all the same. A definition writes the
 * name in parentheses, (tensor_add)(...), and so does a call from inside the
 * library that wants to keep the place of its own caller.
 *
 * Included by ops.h and nn.h; nothing else needs to. */
#ifndef GRADUS_HERE_H
#define GRADUS_HERE_H

#include "fail.h"

#define HERE here_set(__FILE__, __LINE__)

#define tape_backward(...)          (HERE, tape_backward(__VA_ARGS__))
#define tape_backward_from(...)     (HERE, tape_backward_from(__VA_ARGS__))
#define tensor_item(...)            (HERE, tensor_item(__VA_ARGS__))
#define tensor_copy(...)            (HERE, tensor_copy(__VA_ARGS__))

#define tensor_add(...)             (HERE, tensor_add(__VA_ARGS__))
#define tensor_sub(...)             (HERE, tensor_sub(__VA_ARGS__))
#define tensor_mul(...)             (HERE, tensor_mul(__VA_ARGS__))
#define tensor_div(...)             (HERE, tensor_div(__VA_ARGS__))
#define tensor_matmul(...)          (HERE, tensor_matmul(__VA_ARGS__))
#define tensor_linear(...)          (HERE, tensor_linear(__VA_ARGS__))
#define tensor_cross_entropy(...)   (HERE, tensor_cross_entropy(__VA_ARGS__))
#define tensor_nll(...)             (HERE, tensor_nll(__VA_ARGS__))
#define tensor_mse(...)             (HERE, tensor_mse(__VA_ARGS__))
#define tensor_bce_with_logits(...) (HERE, tensor_bce_with_logits(__VA_ARGS__))
#define tensor_sum_axis(...)        (HERE, tensor_sum_axis(__VA_ARGS__))
#define tensor_mean_axis(...)       (HERE, tensor_mean_axis(__VA_ARGS__))
#define tensor_max_axis(...)        (HERE, tensor_max_axis(__VA_ARGS__))
#define tensor_reshape(...)         (HERE, tensor_reshape(__VA_ARGS__))
#define tensor_slice(...)           (HERE, tensor_slice(__VA_ARGS__))
#define tensor_concat(...)          (HERE, tensor_concat(__VA_ARGS__))
#define tensor_swap_axes(...)       (HERE, tensor_swap_axes(__VA_ARGS__))
#define tensor_transpose(...)       (HERE, tensor_transpose(__VA_ARGS__))
#define tensor_embedding(...)       (HERE, tensor_embedding(__VA_ARGS__))
#define tensor_masked_fill(...)     (HERE, tensor_masked_fill(__VA_ARGS__))
#define tensor_causal_mask(...)     (HERE, tensor_causal_mask(__VA_ARGS__))
#define tensor_dropout(...)         (HERE, tensor_dropout(__VA_ARGS__))
#define tensor_layer_norm(...)      (HERE, tensor_layer_norm(__VA_ARGS__))
#define tensor_batch_norm(...)      (HERE, tensor_batch_norm(__VA_ARGS__))
#define tensor_conv2d(...)          (HERE, tensor_conv2d(__VA_ARGS__))
#define tensor_conv2d_relu_max_pool2d(...) \
    (HERE, tensor_conv2d_relu_max_pool2d(__VA_ARGS__))
#define tensor_max_pool2d(...)      (HERE, tensor_max_pool2d(__VA_ARGS__))
#define tensor_avg_pool2d(...)      (HERE, tensor_avg_pool2d(__VA_ARGS__))

/* nn.h and optim.h, which therefore declare these with the name in parentheses. */
#define param_new(...)              (HERE, param_new(__VA_ARGS__))
#define params_find(...)            (HERE, params_find(__VA_ARGS__))
#define param_xavier_uniform(...)   (HERE, param_xavier_uniform(__VA_ARGS__))
#define param_xavier_normal(...)    (HERE, param_xavier_normal(__VA_ARGS__))
#define param_kaiming_uniform(...)  (HERE, param_kaiming_uniform(__VA_ARGS__))
#define param_kaiming_normal(...)   (HERE, param_kaiming_normal(__VA_ARGS__))
#define nn_linear_forward(...)      (HERE, nn_linear_forward(__VA_ARGS__))
#define optimizer_step(...)         (HERE, optimizer_step(__VA_ARGS__))

#endif
