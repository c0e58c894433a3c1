package mapping_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
)

// Rows of the sample files (counted from 0) and what they say, read by eye.
func TestSampleRows(t *testing.T) {
	for _, tc := range []struct {
		file  string
		row   int
		facts string
	}{
		{"samples/voter/nc_ncvoter_67col_fake.txt", 2, `
			set voter_id=ZZ90003 @us-nc
			set first_name=Pilar <PILAR>
			set middle_name=X
			set last_name=Gone-Away <GONE-AWAY>
			set birth_year=1899
			set county=Alamance <ALAMANCE>
			set deceased=true <DECEASED>
			set voter_status=removed <R>
			set party=REP`},
		{"samples/voter/nc_ncvoter_67col_fake.txt", 3, `
			set voter_id=ZZ9000041 @us-nc
			set first_name=José <JOSÉ>
			set last_name=Peñaloza <PEÑALOZA>
			set birth_year=2006
			set address#1=home
			set street#1=5 "Old" Mill Ln <5  "OLD" MILL LN>
			set city#1=Elon <ELON>
			set state#1=NC
			set postcode#1=27244
			set county#1=Alamance <ALAMANCE>
			set address#2=mail
			set street#2=5 Old Mill Ln <5 OLD MILL LN>
			set city#2=Elon <ELON>
			set state#2=NC
			set postcode#2=27244
			set gender=male <M>
			set precinct=03C
			set voter_status=active <A>
			set party=LIB
			set registration_date=2024-11-05 <11/05/2024>
			set race=other <O>
			set ethnicity=hispanic <HL>`},
		{"samples/voter/oh_swvf_real_order_fake.txt", 0, `
			set voter_id=OH0099999901 @us-oh
			set first_name=Maren <MAREN>
			set middle_name=Q
			set last_name=Testwell <TESTWELL>
			set birth_date=1962-01-31
			set address#1=home
			set street#1=123 Example St <123 EXAMPLE ST>
			set city#1=West Union <WEST UNION>
			set state#1=OH
			set postcode#1=45693
			set county#1=Adams
			set voted_in=2000-11-07 general
			add voted_in=2024-03-19 primary
			add voted_in=2024-11-05 general
			set primary_ballot=DEM <D>
			set precinct=01AAA
			set congressional_district=2 <02>
			set state_house_district=90
			set voter_status=active <ACTIVE>
			set party=DEM <D>
			set registration_date=1988-10-05`},
		{"samples/voter/wa_vrdb_pipe_cp1252_fake.txt", 1, `
			set voter_id=9999002 @us-wa
			set first_name=José
			set last_name=Garcíafake
			set birth_date=1988
			set address#1=home
			set street#1=12 1/2 N Sample Ave
			set unit#1=Apt B <B>
			set city#1=Yakima <YAKIMA>
			set state#1=WA
			set postcode#1=98901
			set county#1=Yakima
			set voter_status=inactive <Inactive>
			set registration_date=2019-01-15`},
		{"samples/voter/ny_boe_quoted_noheader_fake.txt", 0, `
			set voter_id=NY000000000099999901 @us-ny
			set first_name=Maren <MAREN>
			set middle_name=Q
			set last_name=Testwell <TESTWELL>
			set birth_date=1962-01-31 <19620131>
			set address#1=home
			set street#1=5500 Example Ave
			set unit#1=Unit 2B <2B>
			set city#1=Albany <ALBANY>
			set state#1=NY
			set postcode#1=12207
			set postcode4#1=1234
			set county#1=Albany
			set municipality#1=Albany <ALBANY>
			set gender=female <F>
			set ward=003
			set congressional_district=20
			set state_senate_district=46
			set state_house_district=109
			set voter_status=active <A>
			set party=UNA <BLK>
			set registration_date=2004-10-02 <20041002>
			set voted_in=2024 general
			add voted_in=2022 primary
			add voted_in=2020-11-03 general`},
		{"samples/voter/nvf_fl.csv", 0, `
			set voter_id=8143586746 @us-fl
			set first_name=Anthony <ANTHONY>
			set middle_name=David <DAVID>
			set last_name=Gross <GROSS>
			set suffix=MD
			set birth_date=2009-11-13 <11/13/2009>
			set email=wilcoxpaul@page.net <WILCOXPAUL@PAGE.NET>
			set phone= <6770809 x3454>
			set address#1=home
			set street#1=3784 Jared Brooks <3784 JARED BROOKS>
			set city#1=Port Emilyview <PORT EMILYVIEW>
			set state#1=FL
			set postcode#1=32019
			set county#1=Alachua
			set address#2=mail
			set street#2=Apt 087
			set state#2=CA
			set precinct=16
			set congressional_district=4
			set state_senate_district=29
			set state_house_district=120
			set school_district=100
			set voter_status=inactive <INA>
			set registration_date=1974-12-06 <12/06/1974>
			set race=multiracial <7>`},
		{"samples/crm/google_contacts_new.csv", 4, `
			set first_name=Priya
			set last_name=Nair
			set email=priya@example.com
			add email=priya2@example.com
			set phone#1=+19195550101
			set phone_type#1=mobile <Mobile>
			add phone#2=+19195550102
			set phone_type#2=mobile <Mobile>
			set address#3=home
			set country#3=US
			set street#3=1 Test St
			set city#3=Hyannis
			set state#3=MA
			set postcode#3=02601
			set employer=Studio P
			set tag=Design <* myContacts ::: Design>`},
		{"samples/crm/mailchimp_audience_export.csv", 1, `
			set first_name=Giulia
			set last_name=Rosa
			set email=giulia@example.org
			set address#1=home
			set country#1=US
			set state#1=NC
			set location=35.7796,-78.6382 <35.7796000,-78.6382000>
			set timezone=America/New_York
			set tag=Evento Roma
			add tag=Volontari
			set notes=note, with comma`},
		{"samples/crm/van_votebuilder_export.csv", 0, `
			set external_id=van:9900001 <9900001> @source:x
			set first_name=Maren
			set middle_name=Q
			set last_name=Testwell
			set age=62
			set email=maren@example.org
			set phone=+19195550101 <(919) 555-0101>
			set address#1=home
			set street#1=1 Test St
			set city#1=Hyannis
			set state#1=MA
			set postcode#1=02601 <2601>
			set gender=female <F>
			set party=UNA <U>`},
		{"samples/crm/nationbuilder_people_export.csv", 0, `
			set external_id=nationbuilder:43001 <43001> @source:x
			set first_name=Ada
			set last_name=Fakeson
			set birth_date=1962-02-01
			set email#1=ada@example.org
			set email_opt_in#1=subscribed <true>
			set phone=+19195550101 <'+1 919 555 0101>
			add phone#2=+19195550102 <'919-555-0102>
			set phone_type#2=mobile
			set sms_opt_in#2=false
			set address#3=home
			set country#3=US
			set street#3=1 Test St
			set city#3=Hyannis
			set state#3=MA
			set postcode#3=02601 <'02601>
			set gender=female <F>
			set deceased=false
			set do_not_call=false
			set party=DEM <D>
			set volunteer_status=active <true>
			set tag=volunteer
			add tag=canvass-2022-02-08
			add tag=Donor_501c3`},
		{"samples/crm/actblue_paid_contributions.csv", 1, `
			set external_id=actblue:900001 <900001> @source:x
			set last_name=Person
			set phone=+15135550100 <5135550100>
			set address#1=home
			set country#1=US <United States>
			set street#1=123 Test St
			set city#1=Cincinnati
			set state#1=OH
			set postcode#1=02601
			set employer=Example Co
			set occupation=Tester`},
		{"samples/crm/salesforce_npsp_data_import.csv", 0, `
			set title_prefix=Ms <Ms.>
			set first_name=Ada
			set last_name=Fakeson
			set email=ada@example.org
			set phone#1=+19195550101 <(919) 555-0101>
			set phone_type#1=mobile
			set address#2=home
			set country#2=US <United States>
			set street#2=1 Test St
			set city#2=Hyannis
			set state#2=MA
			set postcode#2=02601`},
		{"samples/crm/outlook_contacts.csv", 0, `
			set title_prefix=Mr <Mr.>
			set first_name=Linus
			set last_name=Fakevalds
			set birth_date=1969-12-28 <12/28/1969>
			set email=linus@example.com
			add email=linus@work.example
			set phone#1=+35890000001 <+358 9 000 0001>
			set phone_type#1=landline
			add phone#2=+358400000003 <+358 40 000 0003>
			set phone_type#2=mobile
			set address#3=home
			set street#3=1 Home Rd
			set city#3=Helsinki
			set postcode#3=00100
			set tag=Friends
			add tag=Open source
			set notes=Likes penguins and "quotes" <Likes penguins\nand "quotes">`},
		{"samples/nasty/booleans_nulls.csv", 4, `
			set email#1=e@example.org
			set email_opt_in#1=unsubscribed <Unsubscribed>`},
		{"samples/nasty/zip_lost_leading_zero.csv", 0, `
			set email=a@example.org
			set address#1=home
			set postcode#1=02601 <2601>
			set postcode4#1=1234 <26011234>`},
		{"samples/nasty/emails_messy.csv", 2, `
			set first_name=C
			set email=a@example.org
			add email=b@example.org`},
		{"samples/nasty/phones_scientific.csv", 5, `
			set email=f@example.org
			set phone=+19195550101
			add phone=+19845550102`},
		{"samples/nasty/multi_sheet_merged_header.xlsx", 0, `
			set first_name=Ada
			set last_name=Fake
			set birth_date=1962-02-01
			set email#1=a@example.org
			set email_opt_in#1=subscribed <TRUE>
			set phone=+19195550101 <9195550101>
			set address#2=home
			set street#2=1 Test St
			set city#2=Hyannis
			set postcode#2=02601`},
		{"matching/febrl1.csv", 1, `
			set external_id=ssn:7364009 <7364009> @source:x
			set first_name=Lachlan <lachlan>
			set last_name=Berry <berry>
			set birth_date=1999-02-19 <19990219>
			set address#1=home
			set street#1=69 Giblin St <giblin street, killarney>
			set city#1=Bittern <bittern>
			set state#1=AU-QLD <qld>
			set postcode#1=4814`},
		{"samples/voter/nc_snapshot_90col_latin1_fake.txt", 2, `
			set voter_id=ZZ2037 @us-nc
			set first_name=Jessamy <JESSAMY>
			set middle_name=Rue <RUE>
			set last_name=Throckfake <THROCKFAKE>
			set age=37
			set address#1=home
			set street#1=961 Sample Rd
			set city#1=Chocowinity <CHOCOWINITY>
			set state#1=NC
			set postcode#1=27817
			set county#1=Beaufort <BEAUFORT>
			set gender=female <F>
			set voter_status=removed <R>
			set party=DEM
			set registration_date=1996-10-04 <1996-10-04 00:00:00>
			set race=white <W>
			set ethnicity=not hispanic <NL>`},
	} {
		t.Run(fmt.Sprintf("%s row %d", filepath.Base(tc.file), tc.row), func(t *testing.T) {
			tb := load(t, tc.file)
			p := guess(t, tb, mapping.Options{File: tc.file})
			got, _ := p.Facts(tb.rows[tc.row])
			equal(t, "facts", text(got.Facts), lines(tc.facts))
			if !got.Identifying || got.Reject != "" {
				t.Errorf("identifying %v, rejected %q", got.Identifying, got.Reject)
			}
			if (got.RecordKey == "") == (got.Identity == "") {
				t.Errorf("key %q and identity %q: want exactly one", got.RecordKey, got.Identity)
			}
		})
	}
}
