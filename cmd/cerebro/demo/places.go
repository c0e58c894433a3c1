package demo

// place is a town with the share of people who live there.
type place struct {
	city, county, code string
	postcodes          []string
	share              int
	congress           string
}

// places are real towns of North Carolina with some of their postcodes.
var places = []place{
	{"Raleigh", "WAKE", "92", []string{"27601", "27603", "27604", "27606", "27609", "27610"}, 34, "2"},
	{"Cary", "WAKE", "92", []string{"27511", "27513", "27518"}, 14, "2"},
	{"Durham", "DURHAM", "32", []string{"27701", "27703", "27705", "27707"}, 24, "4"},
	{"Chapel Hill", "ORANGE", "68", []string{"27514", "27516", "27517"}, 10, "4"},
	{"Wake Forest", "WAKE", "92", []string{"27587"}, 7, "13"},
	{"Garner", "WAKE", "92", []string{"27529"}, 6, "13"},
	{"Hillsborough", "ORANGE", "68", []string{"27278"}, 5, "4"},
}

var streetNames = []string{
	"Oak", "Maple", "Cedar", "Pine", "Elm", "Walnut", "Dogwood", "Magnolia", "Hickory", "Willow", "Laurel", "Church",
	"Main", "Park", "Lake", "Hill", "Mill", "River", "Spring", "Forest", "Meadow", "Sunset", "Ridge", "Garden",
	"Franklin", "Jefferson", "Lincoln", "Jackson", "Madison", "Monroe", "Glenwood", "Fairview", "Brookside", "Lakewood",
	"Cardinal", "Bluebird", "Azalea", "Sycamore", "Chestnut", "Holly", "Poplar", "Birch", "Canterbury", "Windsor",
}

var streetTypes = []string{"ST", "AVE", "DR", "RD", "LN", "CT", "CIR", "PL", "WAY", "BLVD"}

var pages = []string{"/", "/about", "/events", "/events/park-clean-up", "/donate", "/volunteer", "/news", "/news/new-crosswalk", "/petition/safe-streets", "/contact"}

var employers = []string{"Triangle Medical Center", "Wake County Schools", "State University", "Research Park Labs", "City of Durham", "Northgate Foods", "Self-employed", "Piedmont Credit Union", "Carolina Freight", "Retired"}

var occupations = []string{"Teacher", "Nurse", "Engineer", "Accountant", "Electrician", "Retail associate", "Attorney", "Student", "Retired", "Manager", "Chef", "Librarian"}

var interests = []string{"safe streets", "parks", "schools", "housing", "transit", "clean water"}

var agents = []string{
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
	"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
}
