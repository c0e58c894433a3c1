// Package ingest holds what every door has in common: the Datum, the one shape
// that tracking calls, command bodies, file rows and webhooks are brought into
// before commands.Service takes them in. The formats live in the packages
// below; none of them appends events.
package ingest
