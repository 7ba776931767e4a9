package feed

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const day = 24 * time.Hour

// maxDate is the longest date in bytes that is looked at.
const maxDate = 120

// Date reads a date as feeds write it: RFC 3339, RFC 822 and its many misspellings, ISO 8601, JavaScript's and
// Java's forms, month names of some twenty languages, Chinese, Japanese and Korean dates, Unix seconds. Without a zone it is UTC. Days
// written 1/2/2024 are American (January 2), with dots or dashes European (1 February), unless only the other order is possible.
// The result is in UTC; it is zero when no date can be made out. Dates in the future or of 1970 are given as they stand.
func Date(s string) time.Time {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxDate {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, time.RFC1123Z, "Mon, 02 Jan 2006 15:04:05 GMT"} {
		if t, err := time.Parse(layout, s); err == nil {
			return inRange(t)
		}
	}
	d := dateReader{tokens: dateTokens(s)}
	d.clock()
	if !d.date() {
		return time.Time{}
	}
	t := time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, d.nano, time.UTC)
	return inRange(t.Add(-time.Duration(d.offset) * time.Second))
}

// inRange is t in UTC, zero when its year does not have four digits.
func inRange(t time.Time) time.Time {
	t = t.UTC()
	if t.Year() < 1000 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// dateToken is a number, a word in lower case, or a single other character.
type dateToken struct {
	text string
	num  int // value of a number
	size int // digits of a number, 0 for others
	used bool
}

var halves = strings.NewReplacer("a.m.", "am", "p.m.", "pm", "a. m.", "am", "p. m.", "pm")

// dateTokens splits a date. White space and commas only separate.
func dateTokens(s string) []dateToken {
	s = strings.ToLower(s)
	s = halves.Replace(s)
	var tokens []dateToken
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case digit(r) >= 0:
			t := dateToken{}
			start := i
			for i < len(s) {
				r, size = utf8.DecodeRuneInString(s[i:])
				v := digit(r)
				if v < 0 {
					break
				}
				if t.size++; t.size <= 15 {
					t.num = t.num*10 + v
				}
				i += size
			}
			t.text = s[start:i]
			tokens = append(tokens, t)
		case wordRune(r):
			start := i
			for i < len(s) {
				r, size = utf8.DecodeRuneInString(s[i:])
				if !wordRune(r) || i > start && strings.ContainsRune("年月日时時分秒년월일시분초", r) {
					break
				}
				i += size
			}
			tokens = append(tokens, dateToken{text: s[start:i]})
		default:
			if !unicode.IsSpace(r) && r != ',' {
				tokens = append(tokens, dateToken{text: s[i : i+size]})
			}
			i += size
		}
	}
	return tokens
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// digit is the value of a decimal digit, Latin, Arabic or Persian; -1 for other characters.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '٠' && r <= '٩':
		return int(r - '٠')
	case r >= '۰' && r <= '۹':
		return int(r - '۰')
	}
	return -1
}

// dateReader makes out the parts of a date in its tokens.
type dateReader struct {
	tokens                     []dateToken
	year, month, day           int
	hour, minute, second, nano int
	offset                     int // seconds east of UTC
}

// is tells whether token i is one of the texts.
func (d *dateReader) is(i int, texts ...string) bool {
	if i < 0 || i >= len(d.tokens) || d.tokens[i].size > 0 {
		return false
	}
	for _, t := range texts {
		if d.tokens[i].text == t {
			return true
		}
	}
	return false
}

// num tells whether token i is a number of at most digits digits.
func (d *dateReader) num(i, digits int) bool {
	return i >= 0 && i < len(d.tokens) && d.tokens[i].size > 0 && d.tokens[i].size <= digits
}

// use marks tokens as read and returns the place behind them.
func (d *dateReader) use(from, to int) int {
	for i := from; i < to && i < len(d.tokens); i++ {
		d.tokens[i].used = true
	}
	return to
}

// clock finds the time of day, 15:04, 15:04:05.999, 3:04 pm, 15h04 or 15时4分, and the zone behind it.
func (d *dateReader) clock() {
	for i := range d.tokens {
		if !d.num(i, 2) || !d.num(i+2, 2) || !d.is(i+1, ":", "h", "时", "時", "시") || d.tokens[i].num > 24 || d.tokens[i+2].num > 59 {
			continue
		}
		d.hour, d.minute = d.tokens[i].num, d.tokens[i+2].num
		next := d.use(i, i+3)
		if d.is(next, ":", "分", "분") && d.num(next+1, 2) && d.tokens[next+1].num <= 60 {
			d.second = min(d.tokens[next+1].num, 59)
			next = d.use(next, next+2)
			if d.is(next, ".") && d.num(next+1, 9) {
				d.nano = d.tokens[next+1].num
				for range 9 - d.tokens[next+1].size {
					d.nano *= 10
				}
				next = d.use(next, next+2)
			}
		}
		d.halfDay(i, next)
		d.zone(next)
		return
	}
	for i := range d.tokens { // "3 pm", or an hour before an offset: "15 -0700"
		if d.num(i, 2) && d.is(i+1, "am", "pm") && d.tokens[i].num <= 12 {
			d.hour = d.tokens[i].num
			d.use(i, i+1)
			d.halfDay(i, i+1)
			d.zone(i + 2)
			return
		}
	}
	d.zone(0)
}

// halfDay applies am and pm, behind the time or, in Chinese, Japanese and Korean, before it.
func (d *dateReader) halfDay(start, end int) {
	switch {
	case d.is(end, "pm") || d.is(start-1, "下午", "午後", "오후"):
		if d.hour < 12 {
			d.hour += 12
		}
	case d.is(end, "am") || d.is(start-1, "上午", "午前", "오전"):
		if d.hour == 12 {
			d.hour = 0
		}
	}
}

// zone finds an offset or the name of a zone from token i on; an offset counts more than a name.
func (d *dateReader) zone(i int) {
	for named := false; i < len(d.tokens); i++ {
		if (d.is(i, "+") || d.is(i, "-", "−")) && d.num(i+1, 4) && !d.tokens[i+1].used && (i == 0 || !d.is(i-1, "-") || d.tokens[i+1].size == 4) {
			if d.signed(i) {
				return
			}
		}
		if named || d.tokens[i].used || d.tokens[i].size > 0 {
			continue
		}
		if hours, ok := zones[d.tokens[i].text]; ok {
			d.offset, named = int(hours*3600), true
			d.tokens[i].used = true
		}
	}
}

// signed reads an offset at its sign: -0700, -07:00, -700, -7. Numbers that belong to a date are none.
func (d *dateReader) signed(i int) bool {
	n := d.tokens[i+1]
	hours, minutes, next := n.num, 0, i+2
	switch {
	case n.size >= 3:
		hours, minutes = n.num/100, n.num%100
	case d.is(next, ":") && d.num(next+1, 2):
		minutes = d.tokens[next+1].num
		next += 2
	case d.is(next, "-", "/", ".") || i > 0 && d.tokens[i-1].size > 0 && !d.tokens[i-1].used:
		return false
	}
	if hours > 14 || minutes > 59 {
		return false
	}
	d.offset = hours*3600 + minutes*60
	if !d.is(i, "+") {
		d.offset = -d.offset
	}
	d.use(i, next)
	return true
}

// date finds year, month and day among the tokens that are not of the time. It tells whether they are a possible day.
func (d *dateReader) date() bool {
	var nums []int
	for i, t := range d.tokens {
		switch {
		case t.used:
		case t.size > 0:
			nums = append(nums, i)
		case months[t.text] > 0: // the last one: "mar" may have been a Tuesday before
			d.month = months[t.text]
		}
	}
	if len(nums) == 0 {
		return false
	}
	if d.month > 0 {
		d.named(nums)
	} else {
		d.numeric(nums)
	}
	if d.year >= 2500 && d.year < 2600 {
		d.year -= 543 // the Buddhist era of Thailand
	}
	if d.month < 1 || d.month > 12 || d.day < 1 || d.year < 1000 {
		return false
	}
	return d.day <= time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// named sorts out day and year beside the name of a month: "1 Oct 24", "Oct 1, 2024", "2024 October 1", "October 2024".
func (d *dateReader) named(nums []int) {
	a := d.tokens[nums[0]]
	if len(nums) == 1 {
		if a.size == 4 {
			d.year, d.day = a.num, 1
		}
		return
	}
	b := d.tokens[nums[1]]
	if a.size > 2 {
		a, b = b, a
	}
	d.day, d.year = a.num, century(b)
}

// century completes a year of two digits: 70 to 99 lie in the last century.
func century(t dateToken) int {
	switch {
	case t.size > 2:
		return t.num
	case t.num >= 70:
		return 1900 + t.num
	}
	return 2000 + t.num
}

// numeric sorts out a date of numbers.
func (d *dateReader) numeric(nums []int) {
	a := d.tokens[nums[0]]
	switch {
	case a.size >= 6 && len(nums) <= 2:
		d.compact(a, nums)
	case a.size == 4 && len(nums) >= 2 && d.is(nums[1]-1, "w"):
		d.week(nums)
	case a.size == 4:
		d.year, d.month, d.day = a.num, 1, 1
		if len(nums) > 1 {
			d.month = d.tokens[nums[1]].num
			if d.tokens[nums[1]].size == 3 { // the day of the year
				t := time.Date(a.num, 1, min(d.month, 366), 0, 0, 0, 0, time.UTC)
				d.month, d.day = int(t.Month()), t.Day()
				return
			}
		}
		if len(nums) > 2 {
			d.day = d.tokens[nums[2]].num
		}
	case len(nums) >= 3:
		b, c := d.tokens[nums[1]], d.tokens[nums[2]]
		d.day, d.month, d.year = a.num, b.num, century(c)
		american := d.is(nums[0]+1, "/")
		if american && a.num <= 12 || b.num > 12 {
			d.day, d.month = b.num, a.num
		}
		if a.num > 31 && a.size == 2 { // 99-12-31
			d.year, d.month, d.day = century(a), b.num, c.num
		}
	}
}

// compact reads 20241001, 20241001083000, 20241001T0830, the day of a year 2024275, and Unix seconds or milliseconds.
func (d *dateReader) compact(a dateToken, nums []int) {
	n := a.num
	switch a.size {
	case 14:
		d.hour, d.minute, d.second = n/10000%100, n/100%100, n%100
		n /= 1_000_000
	case 12:
		d.hour, d.minute = n/100%100, n%100
		n /= 10000
	case 13, 10:
		if a.size == 13 {
			n /= 1000
		}
		t := time.Unix(int64(n), 0).UTC()
		d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
		d.hour, d.minute, d.second, d.offset = t.Hour(), t.Minute(), t.Second(), 0
		return
	case 7:
		t := time.Date(n/1000, 1, min(n%1000, 366), 0, 0, 0, 0, time.UTC)
		d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
		return
	case 8:
		if len(nums) == 2 && d.is(nums[1]-1, "t") {
			d.compactClock(d.tokens[nums[1]])
		}
	default:
		return
	}
	if d.hour > 24 || d.minute > 59 || d.second > 60 {
		return
	}
	d.year, d.month, d.day = n/10000, n/100%100, n%100
}

func (d *dateReader) compactClock(t dateToken) {
	switch t.size {
	case 6:
		d.hour, d.minute, d.second = t.num/10000, t.num/100%100, t.num%100
	case 4:
		d.hour, d.minute = t.num/100, t.num%100
	case 2:
		d.hour = t.num
	}
}

// week reads ISO 8601's week dates: 2024-W40-2, 2024W40.
func (d *dateReader) week(nums []int) {
	week, weekday := d.tokens[nums[1]], 1
	n := week.num
	if week.size == 3 {
		n, weekday = n/10, n%10
	} else if len(nums) > 2 {
		weekday = d.tokens[nums[2]].num
	}
	if n < 1 || n > 53 || weekday < 1 || weekday > 7 {
		return
	}
	// 4 January always lies in the first week.
	fourth := time.Date(d.tokens[nums[0]].num, 1, 4, 0, 0, 0, 0, time.UTC)
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	t := monday.AddDate(0, 0, (n-1)*7+weekday-1)
	d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
}
