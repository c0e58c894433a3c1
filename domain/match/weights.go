package match

// weights are the fixed parts of the model in millibits: what a level is worth
// where it does not follow from a frequency. See the tables in doc comments of
// the comparing functions.
type weights struct {
	auto   Bits // joined by itself from here on
	review Bits // shown to a person from here on

	givenNick, givenClose, givenNear, givenFar  Bits // taken off an exact agreement
	nameLeast                                   Bits // least worth of a near name
	slipClose, slipNear                         Bits // least taken off a name with a slip
	givenInitial, givenDiffer, initialDiffer    Bits
	surnameToken, surnameMaiden, surnameDiffer  Bits
	surnameDifferMale                           Bits // men seldom change theirs
	nameSwap, middleGiven                       Bits
	middle, middleInitial, middleDiffer         Bits
	suffix, suffixDiffer                        Bits
	birthSwap, birthEdit, birthDay, birthPart   Bits
	birthYear, birthDiffer, birthWeak           Bits
	birthYearOnly                               Bits // of two full dates nothing but the year
	birthMonth, birthNumber                     Bits // the same month, or day of the month, of one year
	ageNear                                     Bits // an age of an unknown day that would fit today
	yearEqual, yearNear, yearDiffer, monthEqual Bits
	id, idEdit, idNear, idDiffer                Bits
	email, emailNear, emailFar, emailDiffer     Bits
	emailNamed                                  Bits // the name and nothing else before the @
	phone, phoneEdit, phoneNear, phoneDiffer    Bits
	postEdit, postArea, postDiffer              Bits
	cityWithPost, cityNear, cityDiffer          Bits
	cityDifferPost                              Bits
	houseLeast, streetFuzzyHouse, streetFuzzy   Bits
	houseNumber, streetAlone, streetDiffer      Bits
	streetOther, streetOtherFuzzy               Bits // most of a street with another number
	unitDiffer, unitUnknown, addressMost        Bits
	gender, genderDiffer                        Bits
	birthplaceNear, birthplaceDiffer            Bits
	occupationDiffer                            Bits

	gateSurname, gateAddress, gateContact Bits // caps when given names speak against
	gateDwelling                          Bits // cap of an address when surnames do
	gateTwin                              Bits
	gateThin                              Bits // cap of an address without name, birth or id
	namesOnly, townOnly                   Bits // cap of a pair with nothing but names; taken off with a town
	fullNames                             Bits // cap where middle names agree, too
	gateAddressFrom, gateContactFrom      Bits
	slack                                 Bits // how far below auto the mean of a join's cross scores may be
	noisyBirths                           bool // dates differ too often to tell namesakes apart
}

// noisy is the share of differing birth dates among certain pairs, in
// thousandths, from which dates and other values are taken to be full of slips.
const noisy = 80

// countedTownOnly is what is taken off names and a town where it was counted how
// many bear them.
const countedTownOnly = 2 * Bit

// defaultWeights follow the prior where a weight must hold at any size of
// population: an e-mail alone stays 3 bits short of auto, a phone 5, and an
// e-mail with both names is above it.
// Birth dates count for as much against a pair as they are reliable, and dates
// with a slip for as much as slips are made.
func defaultWeights(prior Bits, noise noise) weights {
	const auto = 6 * Bit
	slack := 6 * Bit
	slips := log2(noise.slip*1000) - log2(chanceSlip) // 6 bits as expected
	if noise.differ > noisy {
		slack = 9 * Bit
	}
	return weights{
		slack:       slack,
		birthDiffer: min(max(log2(max(noise.differ, 1))-log2(950), -5_500), -2_500),
		noisyBirths: noise.differ > noisy,
		auto:        auto, review: 0,
		givenNick: 3_500, givenClose: 4_500, givenNear: 7_000, givenFar: 10_000, nameLeast: -2_500, slipClose: 500, slipNear: 2_000,
		givenInitial: 1_500, givenDiffer: -4_300, initialDiffer: -3_500,
		surnameToken: 5_000, surnameMaiden: 2_000, surnameDiffer: -4_000, surnameDifferMale: -5_500,
		nameSwap: 4_000, middleGiven: 5_000,
		middle: 4_000, middleInitial: 2_000, middleDiffer: -3_000,
		suffix: 2_000, suffixDiffer: -9_000,
		birthSwap: 8_000, birthEdit: slips, birthDay: 3_500, birthPart: 1_500,
		birthYear: -500, birthYearOnly: -1_500, birthWeak: 9_000, birthMonth: 2_500, birthNumber: 3_500, ageNear: 3_000,
		yearEqual: 6_000, yearNear: 3_000, yearDiffer: -4_000, monthEqual: 9_000,
		id: 17_000, idEdit: 9_000, idNear: 3_000, idDiffer: -5_000,
		email:     min(max(13_000, -prior-2_600), -prior+auto-3_000),
		emailNear: 9_000, emailFar: 6_000, emailDiffer: -1_500, emailNamed: 2_000,
		phone:     min(max(11_000, -prior-4_600), -prior+auto-5_000),
		phoneEdit: 6_000, phoneNear: 3_000, phoneDiffer: -700,
		postEdit: 2_500, postArea: 2_000, postDiffer: -1_500,
		cityWithPost: 2_000, cityNear: 3_000, cityDiffer: -1_200, cityDifferPost: -300,
		houseLeast: 9_000, streetFuzzyHouse: 7_000, streetFuzzy: 4_000,
		houseNumber: 2_500, streetAlone: 2_000, streetDiffer: -1_200, streetOther: 3_000, streetOtherFuzzy: 1_000,
		unitDiffer: 1_000, unitUnknown: 9_000, addressMost: 18_000,
		gender: 900, genderDiffer: -4_000,
		birthplaceNear: 2_500, birthplaceDiffer: -800, occupationDiffer: -800,
		gateSurname: 1_000, gateAddress: 4_000, gateContact: 4_000, gateDwelling: 6_000, gateTwin: 4_000,
		gateThin: 5_000, namesOnly: 5_000, townOnly: 3_000, fullNames: 6_500,
		gateAddressFrom: 9_000, gateContactFrom: 8_000,
	}
}
