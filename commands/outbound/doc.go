// Package outbound lets reactors follow the log with Watermill. A reactor is a
// message handler that calls the outside (package webhook does, beside this
// one); what folds events into a read model is a projections.Projector instead.
//
// Live is the log as reactors see it: it begins where the reactor's group left
// off or, for a group it does not know, at the head. Nothing here takes a
// position to begin at, and a handler is no Projector, so that no rebuild, verify
// or import of history can ever reach one: the type keeps them apart, not a
// flag.
//
// Invariants:
//
//  1. Of a group and topic one message is in flight at a time, in log order,
//     whatever the number of subscribers: they share the work, not the messages.
//  2. An ack moves a checkpoint that is durable before the next message is
//     handed out; without an ack the message comes again. So a crash repeats at
//     most the message in flight.
//  3. A checkpoint of another log (a restored one) or ahead of its head counts
//     as none: the group begins at the head and repeats nothing.
//  4. The router's middlewares are correlation id, metrics, poison queue, retry,
//     recoverer, outermost first: a handler that panics or fails is retried, and
//     ends in the poison queue.
//  5. Messages carry references to events and no values; the poison queue and
//     the delivery log hold none either.
package outbound
