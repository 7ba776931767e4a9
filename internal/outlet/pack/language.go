package main

import (
	"slices"
	"strings"
)

// spoken lists the languages that outlets of a country publish in. The table takes an outlet's language from
// the section of a feed list where it was found, so that a Spanish paper can appear as Hebrew; a language
// that does not belong to the country is left out, and is found from the texts instead.
var spoken = map[string]string{
	"AE": "ar en", "AL": "sq", "AM": "hy en", "AR": "es", "AT": "de", "AU": "en", "BA": "bs hr sr", "BD": "bn en", "BE": "nl fr de",
	"BG": "bg", "BR": "pt", "CA": "en fr", "CH": "de fr it", "CL": "es", "CN": "zh en", "CO": "es", "CR": "es", "CY": "el en", "CZ": "cs",
	"DE": "de", "DK": "da", "DO": "es", "DZ": "ar fr", "EC": "es", "EE": "et ru", "EG": "ar en", "ES": "es ca eu gl", "ET": "am en", "FI": "fi sv",
	"FR": "fr", "GB": "en", "GR": "el", "HK": "zh en", "HR": "hr", "HU": "hu", "ID": "id en", "IE": "en ga", "IL": "he ar", "IN": "en hi bn ta te ml mr gu",
	"IR": "fa en", "IS": "is", "IT": "it", "JP": "ja", "KE": "en sw", "KH": "km en", "KR": "ko", "LT": "lt", "LV": "lv ru", "MA": "ar fr", "ME": "cnr sr",
	"MK": "mk", "MT": "mt en", "MX": "es", "MY": "ms en", "NG": "en", "NL": "nl", "NO": "no", "NZ": "en", "PE": "es", "PH": "en", "PK": "en ur", "PL": "pl",
	"PT": "pt", "QA": "ar en", "RO": "ro", "RS": "sr", "RU": "ru", "SA": "ar en", "SE": "sv", "SG": "en zh", "SI": "sl", "SK": "sk", "TH": "th",
	"TR": "tr", "TW": "zh", "TZ": "sw en", "UA": "uk ru", "US": "en es", "VE": "es", "VN": "vi", "XK": "sq", "ZA": "en af",
}

// renamed maps the table's language codes that are not BCP 47 primary tags.
var renamed = map[string]string{"gr": "el", "arq": "ar", "sq-XK": "sq", "zh-Hans": "zh", "zh-Hant": "zh"}

// language returns an outlet's language as a BCP 47 primary tag where it can be believed, else "".
func language(code, country string) string {
	if name, ok := renamed[code]; ok {
		code = name
	}
	code, _, _ = strings.Cut(code, "-")
	if langs, ok := spoken[country]; ok && !slices.Contains(strings.Fields(langs), code) {
		return ""
	}
	return code
}
