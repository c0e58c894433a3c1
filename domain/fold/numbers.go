package fold

import "github.com/cerebro-cdp/cerebro/domain/category"

// Numbers of built-in categories that the rules here know by name. The test
// compares them with the catalogue.
const (
	catBirthDate      category.Number = 8
	catBirthYear      category.Number = 9
	catAge            category.Number = 10
	catEmail          category.Number = 13
	catEmailDomain    category.Number = 14
	catPhone          category.Number = 15
	catPhoneType      category.Number = 16
	catDoNotCall      category.Number = 17
	catDoNotMail      category.Number = 18
	catEmailOptIn     category.Number = 19
	catSMSOptIn       category.Number = 20
	catCanEmail       category.Number = 21
	catCanText        category.Number = 22
	catCanCall        category.Number = 23
	catCanMail        category.Number = 24
	catStreet         category.Number = 28
	catUnit           category.Number = 29
	catCity           category.Number = 30
	catState          category.Number = 31
	catPostcode       category.Number = 32
	catVotedIn        category.Number = 52
	catTurnoutCount   category.Number = 55
	catIncome         category.Number = 66
	catIncomeBand     category.Number = 67
	catDonor          category.Number = 77
	catDonationTotal  category.Number = 78
	catDonationCount  category.Number = 79
	catDonationLast   category.Number = 80
	catDonationMax    category.Number = 81
	catEventAttended  category.Number = 87
	catPetitionSigned category.Number = 88
	catFirstSeen      category.Number = 94
	catLastSeen       category.Number = 95
	catVisits         category.Number = 96
	catLandingPage    category.Number = 101
	catHousehold      category.Number = 118
	catSource         category.Number = 119
	catRecordCount    category.Number = 120
)
