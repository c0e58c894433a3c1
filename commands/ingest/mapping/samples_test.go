package mapping_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
)

// Each sample file is recognised, gets the right record key, and its columns
// mean what they should ("header: category; use" where it matters; "header: -"
// is not used).
func TestSampleColumns(t *testing.T) {
	for _, tc := range []struct {
		file, kind, layout, region, key string
		columns                         string
	}{
		{"samples/voter/nc_ncvoter_67col_fake.txt", "voter", "us-nc", "US", "ncid", `
			ncid: voter_id; record key; voter id
			voter_reg_num: -
			last_name: last_name
			name_suffix_lbl: suffix
			status_cd: voter_status
			voter_status_reason_desc: deceased
			res_street_address: street; line 1 of the home address
			res_city_desc: city; city of the home address
			zip_code: postcode
			mail_addr1: street; line 1 of the mail address
			mail_zipcode: postcode; postcode of the mail address
			county_desc: county
			county_id: -
			full_phone_number: phone
			race_code: race
			ethnic_code: ethnicity
			party_cd: party
			gender_code: gender
			birth_year: birth_year
			age_at_year_end: age
			registr_dt: registration_date
			precinct_abbrv: precinct
			cong_dist_abbrv: congressional_district
			nc_senate_abbrv: state_senate_district
			nc_house_abbrv: state_house_district
			confidential_ind: -
			drivers_lic: -`},
		{"samples/voter/nc_ncvoter_71col_pre2022_fake.txt", "voter", "us-nc", "US", "ncid", "birth_age: age\nname_prefx_cd: title_prefix\nbirth_year: birth_year"},
		{"samples/voter/nvf_nc.csv", "voter", "us-nc", "US", "ncid", "judic_dis_abbrv: judicial_district\nage: age\nConfidential_ind: -"},
		{"samples/voter/nc_snapshot_90col_latin1_fake.txt", "voter", "us-nc", "US", "ncid", `
			snapshot_dt: ; date of the data
			midl_name: middle_name
			name_sufx_cd: suffix
			house_num: street; house number of the home address
			unit_num: unit
			area_cd: phone; area of a phone number
			phone_num: phone; number of a phone number
			sex_code: gender
			NC_senate_abbrv: state_senate_district
			load_dt: -`},
		{"samples/voter/nc_ncvhis_15col_fake.txt", "history", "us-nc-history", "US", "ncid", "ncid: voter_id\nvoted_party_cd: -"},
		{"samples/voter/fl_history_5col_noheader_fake.txt", "history", "us-fl-history", "US", "Voter ID", "Voter ID: voter_id\nElection Date: -"},
		{"samples/voter/nvf_fl.csv", "voter", "us-fl", "US", "Voter ID", `
			County Code: county
			Name First: first_name
			Residence City (USPS): city
			Mailing Country: country
			Race: race
			House District: state_house_district
			Daytime Area Code: phone; area of a phone number
			Email address: email
			Requested public records exemption: -`},
		{"samples/voter/nvf_ny.csv", "voter", "us-ny", "US", "SBOEID", `
			RSTREETNAME: street; name of the street of the home address
			MAILADD3: address; all of the mail address
			ENROLLMENT: party
			SBOEID: voter_id; record key; voter id
			COUNTYVRNUMBER: -
			VoterHistory: voted_in`},
		{"samples/voter/ny_boe_quoted_noheader_fake.txt", "voter", "us-ny", "US", "SBOEID", "DOB: birth_date\nAD: state_house_district"},
		{"samples/voter/nvf_oh.csv", "voter", "us-oh", "US", "SOS_VOTERID", "PRIMARY-05/07/2013: voted_in; voted in 2013-05-07 primary\nCOUNTY_ID: -"},
		{"samples/voter/oh_swvf_real_order_fake.txt", "voter", "us-oh", "US", "SOS_VOTERID", `
			SOS_VOTERID: voter_id
			COUNTY_NUMBER: county
			RESIDENTIAL_SECONDARY_ADDR: street; line 2 of the home address
			MAILING_POSTAL_CODE: postcode; postcode of the mail address
			STATE_REPRESENTATIVE_DISTRICT: state_house_district
			GENERAL-11/05/2024: voted_in; voted in 2024-11-05 general
			LIBRARY: -`},
		{"samples/voter/nvf_wa.csv", "voter", "us-wa", "US", "StateVoterID", "Title: title_prefix\nBirthdate: birth_date\nRegUnitNum: unit\nLegislativeDistrict: state_senate_district; state senate district; state house district"},
		{"samples/voter/wa_vrdb_pipe_cp1252_fake.txt", "voter", "us-wa", "US", "StateVoterID", "birthdate: birth_date\nRegStUnitNum: unit\nCountyCode: county"},
		{"samples/voter/nvf_co.csv", "voter", "us-co", "US", "VOTER_ID", "VOTER_NAME: last_name; full name\nPERMANENT_MAIL_IN_VOTER: permanent_absentee\nSPL_ID: -"},

		{"samples/crm/actblue_paid_contributions.csv", "donations", "actblue", "US", "Lineitem ID", `
			Receipt ID: -
			Amount: -
			Donor ID: external_id; identifier in actblue
			Donor Addr1: street
			Donor Email: email
			Donor Employer: employer
			Text Message Opt In: sms_opt_in
			Employer City: -
			Fundraiser Contact Email: -
			Mobile: -
			Donor US Passport Number: -
			Reserved (3): -`},
		{"samples/crm/facebook_leads_utf16le.csv", "list", "facebook", "US", "id", "full_name: last_name; full name\nphone_number: phone\nad_id: -\nselecione_a_unidade: -\ncreated_time: -"},
		{"samples/crm/google_contacts_new.csv", "list", "google", "US", "", `
			E-mail 1 - Label: -
			E-mail 1 - Value: email
			Phone 1 - Label: phone_type
			Phone 1 - Value: phone
			Address 1 - Label: address; kind of the home address
			Address 1 - Formatted: address; all of the home address
			Labels: tag
			Organization Name: employer
			Phonetic First Name: -`},
		{"samples/crm/mailchimp_audience_export.csv", "list", "mailchimp", "US", "EUID", "Email Address: email\nTAGS: tag\nLATITUDE: location; latitude\nOPTIN_IP: -\nMEMBER_RATING: -\nLEID: -"},
		{"samples/crm/nationbuilder_people_export.csv", "list", "nationbuilder", "US", "nationbuilder_id", `
			nationbuilder_id: external_id; record key; identifier in nationbuilder
			email3: email
			email2_is_bad: email_opt_in; tells a bouncing e-mail address
			mobile_number: phone; mobile phone
			mobile_opt_in: sms_opt_in
			federal_donotcall: do_not_call
			primary_city: city; city of the home address
			mailing_address2: street; line 2 of the mail address
			work_zip: postcode; postcode of the work address
			registered_street_name: -
			primary_country: -
			tag_list: tag
			born_at: birth_date
			support_level: -
			point_person_name_or_email: -
			donations_amount: -
			fax_number: -`},
		{"samples/crm/outlook_contacts.csv", "list", "outlook", "US", "", `
			Title: title_prefix
			Job Title: occupation
			E-mail 2 Address: email
			Home Phone 2: phone; landline phone
			Mobile Phone: phone; mobile phone
			Home Fax: -
			Home Street 2: street; line 2 of the home address
			Business Postal Code: postcode; postcode of the work address
			Other City: city; city of the other address
			Assistant's Phone: -
			Manager's Name: -
			Spouse: -
			Children: -
			Categories: tag`},
		{"samples/crm/salesforce_npsp_data_import.csv", "donations", "npsp", "US", "", `
			Contact1 First Name: first_name
			Contact1 Mobile Phone: phone; mobile phone
			Contact1 Preferred Phone: -
			Contact2 First Name: -
			Contact2 Personal Email: -
			Account1 Name: -
			Home Zip/Postal Code: postcode
			Donation Amount: -
			Payment Method: -`},
		{"samples/crm/van_votebuilder_export.csv", "list", "van", "US", "Voter File VANID", "Voter File VANID: external_id\nZip5: postcode\nPreferred Phone: phone\nPreferredEmail: email\nVolunteer_Interest_(HD096__Fake): -"},

		{"samples/eventbrite/attendee_report_questions.csv", "events", "eventbrite", "US", "Attendee #", `
			Order #: -
			Order Date: -
			Email: email
			Home Zip: postcode
			Job Title: occupation
			Company: employer
			How did you hear about this event?: -
			Where are you located (city+state or city+country): -
			Total Paid: -`},
		{"samples/eventbrite/attendee_report_refunded.csv", "events", "eventbrite", "US", "Attendee #", "Cell Phone: phone; mobile phone\nAttendee Status: ; tells refunded and cancelled tickets"},
		{"samples/eventbrite/attendee_report_italian_totals.csv", "events", "eventbrite", "IT", "ID dell'ordine", "Nome del partecipante: first_name\nCognome del partecipante: last_name\nE-mail del partecipante: email\nNumero di telefono: phone\nNome dell'evento: -"},
		{"samples/eventbrite/orders_report.csv", "events", "eventbrite", "US", "Order #", "First Name: first_name\nEvent Name: -"},

		{"matching/febrl1.csv", "list", "", "AU", "rec_id", `
			rec_id: ; record key
			given_name: first_name
			street_number: street; house number of the home address
			address_1: street; line 1 of the home address
			address_2: street; line 2 of the home address
			suburb: city
			soc_sec_id: external_id; identifier in ssn
			cluster: -`},
		{"matching/febrl2.csv", "list", "", "AU", "rec_id", "surname: last_name\ndate_of_birth: birth_date"},
		{"matching/dsgen_a_5000.csv", "list", "", "AU", "rec_id", "phone_number: phone\nage: -\ncluster: -"},
		{"matching/dsgen_c_5000.csv", "list", "", "AU", "rec_id", "state: state\npostcode: postcode\ncluster: -"},
		{"matching/clkhash_dirty.csv", "list", "", "AU", "", "blocking_number: -\nsoc_sec_id: external_id\ncluster: -"},
		{"matching/fake_1000.csv", "list", "", "US", "unique_id", "unique_id: ; record key\nsurname: last_name\ndob: birth_date\ncluster: -"},

		{"samples/nasty/booleans_nulls.csv", "list", "", "US", "", "opt_in: email_opt_in\ndeceased: deceased"},
		{"samples/nasty/duplicate_headers.csv", "list", "", "US", "", "Email: email\nEmail (2): email\nemail (3): email\nName: last_name; full name"},
		{"samples/nasty/excel_serial_dates.csv", "list", "", "US", "", "dob: birth_date\njoined: -"},
		{"samples/nasty/multi_sheet_merged_header.xlsx", "list", "", "US", "", "Contact Email: email\nContact Name: last_name; full name\nAddress ZIP: postcode\nOther DOB: birth_date\nOpt in: email_opt_in\nAmount: -\nFormula: -"},
		{"samples/nasty/no_header.csv", "list", "", "US", "", "column 1: email\ncolumn 2: -"},
		{"samples/nasty/phones_scientific.csv", "list", "", "US", "", "voter_id: voter_id\nphone: phone"},
		{"samples/nasty/semicolon.csv", "list", "", "US", "", "prenom: first_name\nmontant: -"},
		{"samples/nasty/tags_column.csv", "list", "", "US", "", "TAGS: tag"},
		{"samples/nasty/utf16le_bom_tab.csv", "list", "", "US", "id", "id: ; record key\nfull_name: last_name; full name"},
		{"samples/nasty/zip_lost_leading_zero.csv", "list", "", "US", "", "zip: postcode\nzip4: postcode4"},
	} {
		t.Run(filepath.Base(tc.file), func(t *testing.T) {
			p := guess(t, load(t, tc.file), mapping.Options{File: tc.file})
			equal(t, "kind, layout, region, key", []string{string(p.Kind), p.Layout, p.Region, p.RecordBy}, []string{tc.kind, tc.layout, tc.region, tc.key})
			for _, line := range lines(tc.columns) {
				header, want, _ := strings.Cut(line, ": ")
				category, use, hasUse := strings.Cut(want, ";")
				c := column(t, p, header)
				if category == "-" {
					if c.Sure != 0 || c.Category != "" || !strings.HasPrefix(c.Use, "not used: ") {
						t.Errorf("%s is used: %+v", header, c)
					}
					continue
				}
				equal(t, header, c.Category, strings.TrimSpace(category))
				if hasUse {
					equal(t, "use of "+header, c.Use, strings.TrimSpace(use))
				}
				if c.Sure < 0.5 {
					t.Errorf("%s is only %v sure", header, c.Sure)
				}
			}
		})
	}
}

// A row id is never a strong identifier.
func TestRowIDsAreWeak(t *testing.T) {
	for _, file := range []string{"matching/febrl1.csv", "matching/fake_1000.csv", "samples/eventbrite/orders_report.csv", "samples/crm/facebook_leads_utf16le.csv"} {
		p := guess(t, load(t, file), mapping.Options{})
		if c := column(t, p, p.RecordBy); c.Space != "" || c.Category != "" {
			t.Errorf("%s: the key %q is taken for %s in %s", file, c.Header, c.Category, c.Space)
		}
	}
}
