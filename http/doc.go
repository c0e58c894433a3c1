// Package http is Cerebro's doors and windows: the tracking doors that Segment
// and RudderStack clients speak to, the command API, and the queries. It is
// thin: a handler reads the request, calls one command or one query, and writes
// the answer.
//
// The one list of routes is in routes.go; openapi.json describes each of them,
// and a test holds the two together. Errors are application/problem+json with a
// hint. Every request is confined to the account of its key.
package http
