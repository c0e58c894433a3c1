// Package webhook carries events of an account to URLs that the account has
// defined: the reactor that runs on package outbound.
//
// # A delivery
//
//	POST URL
//	Content-Type: application/json
//	Cerebro-Event: event id            the same each time: receivers drop repeats
//	Cerebro-Event-Type: ActivityRecorded
//	Cerebro-Signature: t=1767225600,v1=hex(HMAC-SHA256(secret, t "." body))
//
//	{"id","type","account","source","import","record","occurred_at","recorded_at","data":{...}}
//
// Any answer from 200 to 299 is success; everything else, redirects included, is
// tried again with growing waits and ends in the poison queue. Each webhook is a
// group of its own, so that one that is down holds no other up.
//
// Invariants:
//
//  1. Only the types in Types leave; never keys, secrets, models or rejected
//     data. Only events of the webhook's own account leave.
//  2. The body is made of the event as it reads at that moment, at each attempt:
//     what was erased in the meantime is not sent. Bodies and answers are not
//     kept; the delivery log holds ids, times, sizes, statuses and codes.
//  3. Private, loopback and other special addresses are refused when the
//     connection is made, whatever the name resolved to before, unless the
//     configuration allows them. Redirects are not followed, no proxy is used.
//  4. A webhook gets what is appended after it was defined, and nothing that was
//     in the log when the program saw it first: see outbound.Live.
package webhook
