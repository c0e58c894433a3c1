package event

import (
	"reflect"
	"sync"
)

// upcaster turns the payload bytes of one schema version into the next.
type upcaster func([]byte) ([]byte, error)

// schema is what is known of an event type: the newest version, its struct, and
// how older versions become newer ones (upcast[v] makes v+1 of v).
type schema struct {
	version int
	kind    Kind // of the streams it stands in
	payload reflect.Type
	upcast  map[int]upcaster
}

// asItIs upcasts to a version that only adds what may be missing.
func asItIs(b []byte) ([]byte, error) { return b, nil }

// schemas is the one list of event types. To change a shape: keep the old bytes
// readable by an upcaster here, raise the version, and add a golden file.
var schemas = sync.OnceValue(func() map[Type]schema {
	all := map[Type]schema{}
	first := func(kind Kind, ps ...Payload) {
		for _, p := range ps {
			all[p.EventType()] = schema{version: 1, kind: kind, payload: reflect.TypeOf(p)}
		}
	}
	first(KindAccount, AccountOpened{}, AccountClosed{}, SourceRegistered{}, SourceRenamed{}, SourcesOrdered{},
		SourceRetracted{}, SourceReinstated{}, ImportRetracted{}, ImportReinstated{},
		CategoryDefined{}, ActivityTypeDefined{}, SegmentDefined{}, SegmentChanged{}, SegmentRemoved{},
		KeyIssued{}, KeyRevoked{}, WebhookDefined{}, WebhookRemoved{}, IntegrationConnected{},
		MatchCalibrationRequested{}, MatchModelProposed{}, MatchModelActivated{})
	first(KindRecord, RecordObserved{}, ActivityRecorded{}, RecordRecleaned{}, RecordErased{})
	first(KindIdentity, ProfilesMerged{}, ProfilesSplit{}, MatchProposed{}, MatchWithdrawn{},
		MergeForced{}, MergeUndone{}, ProfilesKeptApart{}, KeptApartLifted{})
	// Version 2 has a reason, which older answers lack.
	all[TypeReviewDecided] = schema{2, KindIdentity, reflect.TypeFor[ReviewDecided](), map[int]upcaster{1: asItIs}}
	first(KindSharing, SharingGranted{}, SharingRevoked{})
	first(KindImport, ImportStarted{}, ImportConfirmed{}, ImportFinished{})
	first(KindQuarantine, DatumRejected{}, DatumResubmitted{})
	all[TypeModelActivated] = all[TypeModelActivated].after(map[int]upcaster{1: sameKeys})
	return all
})

// after is a schema with earlier versions.
func (s schema) after(upcast map[int]upcaster) schema {
	s.version, s.upcast = len(upcast)+1, upcast
	return s
}

// sameKeys is the upcaster of a version that only lost fields: decoding leaves
// out what the struct does not have.
func sameKeys(b []byte) ([]byte, error) { return b, nil }
