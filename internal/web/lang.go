package web

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// pageLanguage is the language of all that we write ourselves.
const pageLanguage = "en"

// Lang says how an outlet's words are read: aloud in their own language (WCAG 3.1.2), and from which side.
type Lang struct {
	Tag string // BCP 47 primary tag; "" where it is that of the page, or not known
	Dir string // "rtl", else "auto": by the text's first letter
}

// lang is the Lang of a text in a language, "" not known.
func lang(tag string) Lang {
	l := Lang{Tag: tag, Dir: "auto"}
	switch tag {
	case pageLanguage:
		l.Tag = ""
	case "ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi": // a foreign name may stand first in them
		l.Dir = "rtl"
	}
	return l
}

// languageNames are the English names of languages by their tag.
type languageNames struct{ namer display.Namer }

func newLanguageNames() languageNames { return languageNames{display.English.Languages()} }

// name returns the name, or the tag where there is none.
func (n languageNames) name(tag string) string {
	if t, err := language.Parse(tag); err == nil {
		if name := n.namer.Name(t); name != "" {
			return name
		}
	}
	return tag
}

// country is the English name of an ISO 3166-1 alpha-2 code, the code itself where it has none.
func country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.English.Regions().Name(region); name != "" {
		return name
	}
	return code
}
