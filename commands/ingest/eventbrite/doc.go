// Package eventbrite reads what Eventbrite tells: the calls of its webhooks and
// the orders, attendees and events of its API. It parses, fetches, and brings
// objects into the common shape; it appends nothing.
//
// A webhook's body names an object and holds none of its data, and nothing in it
// can be proved to come from Eventbrite. So a call is only a hint to look:
//
//   - Nothing it says is fetched as it stands. Its URL is read for the kind and
//     the ids of an object, only if it is an https URL of Host with a known path;
//     the address that is fetched is made anew of these, on Host alone.
//   - One order makes five calls within two seconds, and calls are repeated. A
//     datum is named by its object and the time that this was changed, so that
//     what was seen once changes nothing the second time.
//
// What becomes of the objects:
//
//   - An order states its buyer's name and e-mail address, under the key of the
//     order: buyers have no id of their own, and are often no attendees.
//   - An attendee states a person, and is an event_attendance with the natural
//     key of the attendee; cancelled or refunded, it is withdrawn. A paid ticket
//     is no donation, unless its ticket class is one of donations.
//   - An event states nobody: its attendees are looked through.
package eventbrite
