// Package tracking reads the protocol that Segment and RudderStack clients
// speak: identify, track, page, screen, group and alias, alone or in a batch.
// It parses, corrects times and says what a message means; cleaning the traits
// and taking the result in is up to package commands.
//
// Rules, by DESIGN section 4:
//
//   - Only identify states traits (traits over context.traits); context.traits
//     elsewhere are a client's cache and state nothing.
//   - A message happened at timestamp (else originalTimestamp), corrected by
//     the clock difference receivedAt - sentAt (the item's, else the batch's),
//     unless that is beyond 24 hours; never in the future.
//   - One bad message never spoils its batch.
package tracking
