package extract

import (
	"strconv"
	"strings"
	"time"
)

// Level is what a publisher's machine-readable reservations leave us; a higher one is stricter.
type Level int

// Levels, from everything to the least.
const (
	Open         Level = iota // nothing reserved
	NoModel                   // not put before a language model: noai, Content-Usage or -Signal against AI
	IndexOnly                 // compared and found, but no word of the text is shown or put before a model: nosnippet, max-snippet:0
	HeadlineOnly              // the text is not kept; the outlet's own headline stays: noindex, none, TDM reservation
)

// String is the level in words for logs and the admin's pages.
func (l Level) String() string {
	return [...]string{"open", "no model", "index only", "headline only"}[l]
}

// Reservation sums up robots meta tags, X-Robots-Tag, TDMRep (W3C Community Group, 2024) and AIPREF signals; where they
// contradict each other the strictest holds.
type Reservation struct {
	Level      Level
	MaxSnippet int // longest excerpt in characters; -1 is no limit
}

// robotRules takes rules as in <meta name=robots> or X-Robots-Tag, where "agent: rules" addresses one robot. Rules for other
// robots than agent (a product token such as "ParallaxBot", any case) do not count.
func (r *Reservation) robotRules(value, agent string, now time.Time) {
	applies := true
	for rule := range strings.SplitSeq(strings.ToLower(value), ",") {
		name, arg, hasArg := strings.Cut(strings.TrimSpace(rule), ":")
		name, arg = strings.TrimSpace(name), strings.TrimSpace(arg)
		if hasArg && !argRules[name] { // an agent's name starts rules of its own
			applies = agent != "" && name == strings.ToLower(agent) || name == "robots" || name == "*"
			name, arg, _ = strings.Cut(arg, ":")
			name, arg = strings.TrimSpace(name), strings.TrimSpace(arg)
		}
		if applies {
			r.rule(name, arg, now)
		}
	}
}

// argRules are the robots rules that take a value.
var argRules = map[string]bool{"max-snippet": true, "max-image-preview": true, "max-video-preview": true, "unavailable_after": true}

func (r *Reservation) rule(name, arg string, now time.Time) {
	switch name {
	case "noindex", "none":
		r.raise(HeadlineOnly)
	case "nosnippet":
		r.raise(IndexOnly)
		r.MaxSnippet = 0
	case "noai", "noml":
		r.raise(NoModel)
	case "max-snippet":
		if n, err := strconv.Atoi(arg); err == nil && n >= 0 {
			r.limit(n)
		}
	case "unavailable_after":
		if t, ok := parseDate(arg, ""); ok && !now.IsZero() && now.After(t.Time) {
			r.raise(HeadlineOnly)
		}
	}
}

func (r *Reservation) raise(l Level) {
	r.Level = max(r.Level, l)
	if r.Level >= IndexOnly {
		r.MaxSnippet = 0
	}
}

func (r *Reservation) limit(n int) {
	if n == 0 {
		r.raise(IndexOnly)
	}
	if r.MaxSnippet < 0 || n < r.MaxSnippet {
		r.MaxSnippet = n
	}
}

// tdm takes the value of a tdm-reservation header or meta tag: 1 reserves text and data mining.
func (r *Reservation) tdm(value string) {
	if strings.TrimSpace(value) == "1" {
		r.raise(HeadlineOnly)
	}
}

// usage takes a Content-Usage header (IETF draft-ietf-aipref-attach) or a Content-Signal one: "train-ai=n, search=y".
func (r *Reservation) usage(value string) {
	for pref := range strings.FieldsFuncSeq(strings.ToLower(value), func(c rune) bool { return c == ',' || c == ';' }) {
		key, val, _ := strings.Cut(strings.TrimSpace(pref), "=")
		if no := strings.TrimSpace(val); no != "n" && no != "no" {
			continue
		}
		switch strings.TrimSpace(key) {
		case "search":
			r.raise(HeadlineOnly)
		case "bots", "tdm", "all", "automated":
			r.raise(HeadlineOnly)
		case "train-ai", "ai-train", "genai", "ai-use", "ai-input", "ai-inference":
			r.raise(NoModel)
		}
	}
}

// reservation weighs what the page's own tags say with the headers that came with it.
func (o Options) reservation(f *facts) Reservation {
	r := Reservation{MaxSnippet: -1}
	names := []string{"robots"}
	if o.Agent != "" {
		names = append(names, strings.ToLower(o.Agent))
	}
	for _, name := range names {
		for _, v := range f.meta[name] {
			r.robotRules(v, o.Agent, o.Now)
		}
	}
	for _, v := range o.Header.Values("X-Robots-Tag") {
		r.robotRules(v, o.Agent, o.Now)
	}
	for _, v := range append(o.Header.Values("Tdm-Reservation"), f.meta["tdm-reservation"]...) {
		r.tdm(v)
	}
	for _, v := range append(o.Header.Values("Content-Usage"), o.Header.Values("Content-Signal")...) {
		r.usage(v)
	}
	return r
}
