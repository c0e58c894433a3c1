package mapping

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// findRegion finds the country of the file.
func (g *guesser) findRegion() string {
	if g.o.Region != "" {
		return strings.ToUpper(g.o.Region)
	}
	if found := g.regionOfCells(); found != "" {
		return found
	}
	if found := g.regionOfWords(); found != "" {
		return found
	}
	if g.o.DefaultRegion != "" {
		return strings.ToUpper(g.o.DefaultRegion)
	}
	return "US"
}

// regionOfWords finds the country from the language of the header, where one
// country stands for the language.
func (g *guesser) regionOfWords() string {
	found, seen := map[string]int{}, map[string]bool{}
	for _, d := range g.columns {
		for _, w := range d.words {
			if seen[w] {
				continue
			}
			seen[w] = true
			switch w {
			case "cognome", "telefono", "indirizzo", "partecipante", "citta", "nascita", "comune", "cellulare":
				found["IT"]++
			case "vorname", "nachname", "strasse", "plz", "geburtsdatum", "postleitzahl", "telefonnummer", "anrede":
				found["DE"]++
			case "prenom", "ville", "naissance", "adresse", "courriel", "civilite", "prenoms":
				found["FR"]++
			case "apellido", "apellidos", "correo", "direccion", "nombre", "ciudad", "nacimiento":
				found["ES"]++
			}
		}
	}
	for _, country := range []string{"IT", "DE", "FR", "ES"} {
		others := 0
		for _, n := range found {
			others += n
		}
		if n := found[country]; n >= 2 && n*2 > others {
			return country
		}
	}
	return ""
}

// regionOfCells finds the country from states and countries.
func (g *guesser) regionOfCells() string {
	if g.layout != nil && g.layout.state != "" {
		return "US"
	}
	votes, said := map[string]int{}, 0
	for _, d := range g.columns {
		for _, t := range d.targets {
			if _, _, ok := blockOf(t.name); !ok {
				continue
			}
			if t.part == "state" {
				if r := clean.DetectRegion(d.profile.cells); r != "" {
					return r
				}
			}
			if t.part == "country" {
				for _, cell := range d.profile.cells {
					if r := clean.Country(cell, clean.Options{}); len(r.Values) == 1 && r.Problem == "" {
						votes[r.Values[0].Text]++
						said++
					}
				}
			}
		}
	}
	for country, n := range votes {
		if n*5 >= said*4 {
			return country
		}
	}
	return ""
}
