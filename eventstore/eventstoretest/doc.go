// Package eventstoretest is the suite every driver of eventstore.Log passes. A
// driver's test calls Run with a Factory that makes logs and says what the
// driver can do; the suite picks its cases from that.
//
// The suite never assumes that a log is empty or its own: each case writes to
// streams with a random prefix and reads from the head it found, so it can run
// against a server that others use. It never looks behind the port and never
// sleeps: it waits for answers, with a deadline.
//
// What it holds every driver to are the invariants of package eventstore and
// EventStoreDB's rules of idempotency.
package eventstoretest
