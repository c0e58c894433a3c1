// Package eventstore is the port to Cerebro's log: the one place where data
// become durable and get an order. Drivers live below it (pebblelog, the
// embedded one; esdb, EventStoreDB) and pass the suite in eventstoretest.
//
// Invariants every driver keeps:
//
//  1. Nothing is acknowledged before it is durable, and nothing is readable
//     before it is durable.
//  2. One Append is atomic; no two are atomic together, even in one call.
//  3. Revisions of a stream start at 0 and have no gaps. Positions grow along
//     the log, are opaque and may only be compared.
//  4. An event id stands at most once in the log when appended with SkipKnown,
//     however it is batched and however often it is retried.
//  5. After the first write or sync error no append succeeds until the log is
//     opened again.
//
// The log never interprets Data or Metadata: payloads arrive sealed.
package eventstore
