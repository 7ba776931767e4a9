package web

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/news"
)

// Moment is a time as pages show it: in words, with the exact time for those who ask.
type Moment struct {
	Text  string // "35 minutes ago"
	Exact string // "23 July 2026, 09:05 UTC"
	ISO   string // for machines
}

// moment describes t as seen from now. The zero time is the zero Moment.
func moment(t, now time.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	t = t.UTC()
	return Moment{Text: ago(t, now.UTC()), Exact: exact(t), ISO: t.Format(time.RFC3339)}
}

// exact writes a time in full: "15 July 2026, 13:30 UTC".
func exact(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// stamp writes a time as articles carry it: "15 July, 13:30 UTC", with the year when it is another.
func stamp(t, now time.Time) string {
	t = t.UTC()
	if t.Year() != now.UTC().Year() {
		return exact(t)
	}
	return t.Format("2 January, 15:04 UTC")
}

// ago tells in words how long ago t was, both in UTC: from a day on by the calendar. A time in the
// future, by clocks that differ, is "just now".
func ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return count(int(d/time.Minute), "minute") + " ago"
	case d < 24*time.Hour:
		return count(int(d/time.Hour), "hour") + " ago"
	}
	switch days := int(now.Truncate(24*time.Hour).Sub(t.Truncate(24*time.Hour)) / (24 * time.Hour)); {
	case days == 1:
		return "yesterday"
	case days < 60:
		return count(days, "day") + " ago"
	default:
		return t.Format("2 January 2006")
	}
}

// number writes n with commas between thousands: 1,046.
func number(n int) string {
	s := strconv.Itoa(n)
	if n < 0 {
		return "-" + number(-n)
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count writes a number with its noun: "1 outlet", "4 outlets".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

// topicName is the name that readers know a topic by.
func topicName(key string) string {
	if t, ok := news.TopicByKey(key); ok {
		return t.Name
	}
	return key
}

// unbroken keeps lines of a headline from ending inside a score such as 61–38 and from beginning with a dash, or with
// the punctuation before which French puts a space, by no-break spaces and word joiners.
func unbroken(headline string) string { return unbreakable.Replace(headline) }

var unbreakable = strings.NewReplacer(
	" – ", "\u00a0– ", " — ", "\u00a0— ", " - ", "\u00a0- ", "–", "–\u2060", "—", "\u2060—",
	" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?", " %", "\u00a0%", " »", "\u00a0»", "« ", "«\u00a0",
)

// quoted puts a text between quotation marks, apart from those that it begins or ends with.
func quoted(text string) string {
	const apart = "\u202f" // a narrow space that breaks no line
	open, end := "“", "”"
	if first, _ := utf8.DecodeRuneInString(text); strings.ContainsRune(`“‘"'«„`, first) {
		open += apart
	}
	if last, _ := utf8.DecodeLastRuneInString(text); strings.ContainsRune(`”’"'»“`, last) {
		end = apart + end
	}
	return open + text + end
}
