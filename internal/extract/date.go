package extract

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/text"
)

// Years that a date may have. Earlier ones are clocks that were never set and dates within the text.
const (
	firstYear = 1990
	lastYear  = 2100
)

// stamp is a date as it was written.
type stamp struct {
	time.Time      // in UTC where no zone was written
	minute    bool // the time of day was written
	zoned     bool // the zone was written
}

// parseDate finds the first full date in s: ISO 8601 and its relatives, RFC 1123, Unix seconds and milliseconds, and dates
// written out in some 20 languages ("12. März 2021, 14:05 Uhr", "2021年3月12日"), with the time of day and zone where they
// stand. lang (BCP 47, "" unknown) decides 3/4/2021: month first in American English and where nothing is known, else day first.
func parseDate(s, lang string) (stamp, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 6 {
		return stamp{}, false
	}
	if t, ok := parseUnix(s); ok {
		return stamp{t, true, true}, true
	}
	d := dateScanner{tokens: scanDate(s), monthFirst: monthFirst(lang)}
	year, month, day, ok := d.date()
	if !ok {
		return stamp{}, false
	}
	hour, mins, sec, zone, minute := d.clock()
	t := time.Date(year, month, day, hour, mins, sec, 0, zoneOf(zone, year, month, day))
	if t.Day() != day || t.Month() != month { // the 31st of April
		return stamp{}, false
	}
	return stamp{t, minute, zone != ""}, true
}

// monthFirst tells whether 3/4/2021 is the fourth of March.
func monthFirst(lang string) bool {
	lang = strings.ToLower(lang)
	return lang == "" || lang == "en" || strings.HasPrefix(lang, "en-us") || strings.HasPrefix(lang, "en_us")
}

// parseUnix reads seconds or milliseconds since 1970.
func parseUnix(s string) (time.Time, bool) {
	if len(s) != 10 && len(s) != 13 {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	if len(s) == 10 {
		n *= 1000
	}
	t := time.UnixMilli(n).UTC()
	return t, t.Year() >= firstYear && t.Year() <= lastYear
}

// dateToken is a run of digits, a run of letters (folded) or one other character.
type dateToken struct {
	text   string
	number int  // value of digits, -1 for all else
	glued  bool // no white space before it
}

func (t dateToken) is(s string) bool { return t.text == s }

// maxDateTokens bounds what is looked at; dates stand at the start of what we are given.
const maxDateTokens = 80

func scanDate(s string) []dateToken {
	var tokens []dateToken
	glued := true
	for i := 0; i < len(s) && len(tokens) < maxDateTokens; {
		r, size := utf8.DecodeRuneInString(s[i:])
		j := i + size
		switch {
		case unicode.IsSpace(r):
			glued, i = false, j
			continue
		case r >= '0' && r <= '9':
			for j < len(s) && s[j] >= '0' && s[j] <= '9' {
				j++
			}
			n, err := strconv.Atoi(s[i:j])
			if err != nil || j-i > 9 {
				n = -1
			}
			tokens = append(tokens, dateToken{s[i:j], n, glued})
		case unicode.IsLetter(r) && !unicode.Is(unicode.Han, r):
			for j < len(s) {
				r, size := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) {
					break
				}
				j += size
			}
			tokens = append(tokens, dateToken{text.Fold(s[i:j]), -1, glued})
		default:
			tokens = append(tokens, dateToken{s[i:j], -1, glued})
		}
		glued, i = true, j
	}
	return tokens
}

// dateScanner finds a date and then a time of day among tokens.
type dateScanner struct {
	tokens     []dateToken
	monthFirst bool
	from, to   int // tokens of the date
}

// at is the token at i; outside it is empty.
func (d *dateScanner) at(i int) dateToken {
	if i < 0 || i >= len(d.tokens) {
		return dateToken{number: -1}
	}
	return d.tokens[i]
}

// date finds the first plausible date.
func (d *dateScanner) date() (year int, month time.Month, day int, ok bool) {
	for i := range d.tokens {
		for _, form := range []func(int) (y, m, day, next int){d.compact, d.yearFirst, d.numeric, d.dayMonth, d.monthDay} {
			y, m, dd, next := form(i)
			if next > 0 && y >= firstYear && y <= lastYear && m >= 1 && m <= 12 && dd >= 1 && dd <= 31 {
				d.from, d.to = i, next
				return y, time.Month(m), dd, true
			}
		}
	}
	return 0, 0, 0, false
}

// compact reads 20210312.
func (d *dateScanner) compact(i int) (y, m, day, next int) {
	if t := d.at(i); len(t.text) == 8 && t.number > 0 {
		return t.number / 10000, t.number / 100 % 100, t.number % 100, i + 1
	}
	return 0, 0, 0, 0
}

// yearFirst reads 2021-03-12, 2021/3/12, 2021.03.12, 2021年3月12日 and 2021년 3월 12일.
func (d *dateScanner) yearFirst(i int) (y, m, day, next int) {
	if len(d.at(i).text) != 4 || d.at(i).number < 0 {
		return 0, 0, 0, 0
	}
	sep := d.at(i + 1).text
	switch sep {
	case "-", "/", ".", "年", "년", "‐", "‑", "–":
	default:
		return 0, 0, 0, 0
	}
	if month := d.at(i + 2); month.number < 0 {
		if m := monthNamed(month.text); m > 0 && d.at(i+3).is(sep) { // 2021-Mar-12
			return d.at(i).number, m, d.at(i + 4).number, i + 5
		}
		return 0, 0, 0, 0
	}
	if second := d.at(i + 3).text; second != sep && second != "月" && second != "월" {
		return 0, 0, 0, 0
	}
	return d.at(i).number, d.at(i + 2).number, d.at(i + 4).number, i + 5
}

// numeric reads 12.03.2021, 12/3/2021 and 12-03-2021.
func (d *dateScanner) numeric(i int) (y, m, day, next int) {
	a, sep, b, c := d.at(i), d.at(i+1), d.at(i+2), d.at(i+4)
	if a.number < 0 || b.number < 0 || c.number < 0 || len(c.text) != 4 || len(a.text) > 2 || d.at(i+3).text != sep.text {
		return 0, 0, 0, 0
	}
	switch sep.text {
	case ".", "/", "-":
	default:
		return 0, 0, 0, 0
	}
	day, m = a.number, b.number
	if m > 12 || sep.text == "/" && d.monthFirst && day <= 12 {
		day, m = m, day
	}
	return c.number, m, day, i + 5
}

// dayMonth reads 12 March 2021, 12. März 2021, 12 de marzo de 2021, 12-Mar-21 and the 12th of March, 2021.
func (d *dateScanner) dayMonth(i int) (y, m, day, next int) {
	day = d.at(i).number
	if day < 1 || day > 31 {
		return 0, 0, 0, 0
	}
	j := d.skip(i + 1)
	if m = monthNamed(d.at(j).text); m == 0 {
		return 0, 0, 0, 0
	}
	j = d.skip(j + 1)
	return d.year(j), m, day, j + 1
}

// monthDay reads March 12, 2021, Mar 12th 2021 and "Mar 12 14:05:00 UTC 2021".
func (d *dateScanner) monthDay(i int) (y, m, day, next int) {
	if m = monthNamed(d.at(i).text); m == 0 {
		return 0, 0, 0, 0
	}
	j := d.skip(i + 1)
	if day = d.at(j).number; day < 1 || day > 31 || len(d.at(j).text) > 2 {
		return 0, 0, 0, 0
	}
	next = j + 1
	j = d.skip(next)
	if y = d.year(j); y > 0 {
		return y, m, day, j + 1
	}
	for k := j; k < min(len(d.tokens), j+12); k++ {
		if len(d.at(k).text) == 4 && d.year(k) > 0 {
			return d.year(k), m, day, next
		}
	}
	return 0, 0, 0, 0
}

// year is the year at i, 0 for none. Two digits are a year of this century.
func (d *dateScanner) year(i int) int {
	t := d.at(i)
	switch {
	case len(t.text) == 4 && t.number >= firstYear && t.number <= lastYear:
		return t.number
	case len(t.text) == 2 && t.number >= 0 && !d.at(i+1).is(":") && !d.at(i+1).is("h"):
		return 2000 + t.number
	}
	return 0
}

// skip passes punctuation and the small words between day, month and year.
func (d *dateScanner) skip(i int) int {
	for ; i < len(d.tokens); i++ {
		switch d.tokens[i].text {
		case ".", ",", "-", "/", "de", "del", "of", "th", "st", "nd", "rd", "er", "º", "ª", "°", "do", "دي", "ta", "a", "'", "’", "،":
		default:
			return i
		}
	}
	return i
}
