package event

// Type names an event type in the log.
type Type string

// The event types, by stream.
const (
	// account
	TypeAccountOpened       Type = "AccountOpened"
	TypeAccountClosed       Type = "AccountClosed"
	TypeSourceRegistered    Type = "SourceRegistered"
	TypeSourceRenamed       Type = "SourceRenamed"
	TypeSourcesOrdered      Type = "SourcesOrdered"
	TypeSourceRetracted     Type = "SourceRetracted"
	TypeSourceReinstated    Type = "SourceReinstated"
	TypeImportRetracted     Type = "ImportRetracted"
	TypeImportReinstated    Type = "ImportReinstated"
	TypeCategoryDefined     Type = "CategoryDefined"
	TypeActivityTypeDefined Type = "ActivityTypeDefined"
	TypeSegmentDefined      Type = "SegmentDefined"
	TypeSegmentChanged      Type = "SegmentChanged"
	TypeSegmentRemoved      Type = "SegmentRemoved"
	TypeKeyIssued           Type = "KeyIssued"
	TypeKeyRevoked          Type = "KeyRevoked"
	TypeWebhookDefined      Type = "WebhookDefined"
	TypeWebhookRemoved      Type = "WebhookRemoved"
	TypeModelActivated      Type = "MatchModelActivated"
	TypeModelProposed       Type = "MatchModelProposed"
	TypeCalibrationAsked    Type = "MatchCalibrationRequested"

	TypeIntegrationConnected Type = "IntegrationConnected"

	// record
	TypeRecordObserved   Type = "RecordObserved"
	TypeActivityRecorded Type = "ActivityRecorded"
	TypeRecordRecleaned  Type = "RecordRecleaned"
	TypeRecordErased     Type = "RecordErased"

	// identity: decisions of people
	TypeMergeForced      Type = "MergeForced"
	TypeMergeUndone      Type = "MergeUndone"
	TypeProfilesKept     Type = "ProfilesKeptApart"
	TypeKeptApartLifted  Type = "KeptApartLifted"
	TypeReviewDecided    Type = "ReviewDecided"
	TypeProfilesMerged   Type = "ProfilesMerged" // consequences, by the matcher
	TypeProfilesSplit    Type = "ProfilesSplit"
	TypeMatchProposed    Type = "MatchProposed"
	TypeMatchWithdrawn   Type = "MatchWithdrawn"
	TypeSharingGranted   Type = "SharingGranted"
	TypeSharingRevoked   Type = "SharingRevoked"
	TypeImportStarted    Type = "ImportStarted"
	TypeImportConfirmed  Type = "ImportConfirmed"
	TypeImportFinished   Type = "ImportFinished"
	TypeDatumRejected    Type = "DatumRejected"
	TypeDatumResubmitted Type = "DatumResubmitted"
)
