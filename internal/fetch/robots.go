package fetch

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxDelay is the longest Crawl-delay that is reported.
const maxDelay = 24 * time.Hour

// Rules is what a host's robots.txt says (RFC 9309, and Crawl-delay as Bing and Yandex read it). The zero value
// allows nothing.
//
// It is parsed here and not by temoto/robotstxt v1.1.2, which gives up the whole file at one odd line, takes
// "Disallow: /$" for every path with a slash at its end, lets "Disallow" win over an equally long "Allow" and does
// not compare percent-encodings.
type Rules struct {
	Sitemaps []string // addresses as written

	open   bool // everything is allowed: there is no robots.txt
	groups map[string]*group
}

type group struct {
	rules []rule
	delay time.Duration
}

type rule struct {
	allow   bool
	pattern string // normalised
}

// ParseRobots reads the answer to a request for /robots.txt. Answered with 3xx (redirects to nowhere) or 4xx,
// everything is allowed; with 5xx or status 0 (unreachable), nothing. The caller asks again after 24 hours at the
// latest.
func ParseRobots(status int, body []byte) Rules {
	switch {
	case status >= 300 && status < 500:
		return Rules{open: true}
	case status < 200 || status >= 500:
		return Rules{}
	}
	r := Rules{groups: map[string]*group{}}
	var open []*group // those that the next rule belongs to
	inRules := false
	for key, value := range robotsLines(body) {
		switch key {
		case "user-agent":
			if inRules {
				open, inRules = nil, false
			}
			if g := r.group(productToken(value)); !slices.Contains(open, g) {
				open = append(open, g)
			}
		case "allow", "disallow":
			inRules = true
			for _, g := range open {
				g.add(key == "allow", value)
			}
		case "crawl-delay":
			inRules = true
			for _, g := range open {
				g.setDelay(value)
			}
		case "sitemap":
			if value == "" {
				continue
			}
			r.Sitemaps = append(r.Sitemaps, value)
		}
	}
	return r
}

// Allowed reports whether agent, a product token or a whole User-Agent, may ask for a path with its query.
func (r Rules) Allowed(agent, path string) bool {
	if r.groups == nil || path == "/robots.txt" {
		return r.open || path == "/robots.txt"
	}
	if path == "" {
		path = "/"
	}
	path = normalPath(path)
	longest, allowed := 0, true
	for _, rule := range r.applies(agent).rules {
		n := len(rule.pattern)
		if (n > longest || n == longest && rule.allow) && rule.matches(path) {
			longest, allowed = n, rule.allow
		}
	}
	return allowed
}

// Delay returns the time that agent has to leave between two requests, at most 24 hours; 0 when none is asked for.
func (r Rules) Delay(agent string) time.Duration { return r.applies(agent).delay }

// applies returns the group for agent: its own, or that for all, or an empty one.
func (r Rules) applies(agent string) *group {
	if g := r.groups[productToken(agent)]; g != nil {
		return g
	}
	if g := r.groups["*"]; g != nil {
		return g
	}
	return &group{}
}

// group returns the group of a product token; all lines for one token make one group.
func (r Rules) group(token string) *group {
	g := r.groups[token]
	if g == nil {
		g = &group{}
		r.groups[token] = g
	}
	return g
}

// robotsLines yields the lines of the first 500 KiB that have a key, in lower case, and a value.
func robotsLines(body []byte) func(yield func(key, value string) bool) {
	return func(yield func(key, value string) bool) {
		if limit := Robots.limit(); len(body) >= limit { // the last line is cut off, and may say the opposite
			body = body[:limit]
			body = body[:bytes.LastIndexAny(body, "\r\n")+1]
		}
		text := strings.TrimPrefix(string(body), "\ufeff")
		for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
			line, _, _ = strings.Cut(line, "#")
			key, value, found := strings.Cut(line, ":")
			if found && !yield(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)) {
				return
			}
		}
	}
}

// productToken returns the letters that a User-agent line or header starts with, in lower case: "parallax" of
// "Parallax/1.0 (+https://news.example)". "*" stands for all.
func productToken(agent string) string {
	if strings.HasPrefix(agent, "*") {
		return "*"
	}
	end := strings.IndexFunc(agent, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
	if end >= 0 {
		agent = agent[:end]
	}
	return strings.ToLower(agent)
}

func (g *group) add(allow bool, path string) {
	if path == "" {
		return // "Disallow:" with nothing allows everything
	}
	if path[0] != '/' && path[0] != '*' {
		path = "/" + path
	}
	g.rules = append(g.rules, rule{allow: allow, pattern: normalPath(path)})
}

// setDelay takes seconds, with or without a fraction; what is no number is left out.
func (g *group) setDelay(value string) {
	seconds, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil, math.IsNaN(seconds), seconds < 0:
	case seconds < maxDelay.Seconds():
		g.delay = time.Duration(seconds * float64(time.Second))
	default:
		g.delay = maxDelay
	}
}

// matches compares a rule with a normalised path: from the start, * standing for any bytes, $ at the end for the end.
// Each part between stars is looked for once, at its first place, so that no file can make it slow.
func (r rule) matches(path string) bool {
	pattern, toEnd := strings.CutSuffix(r.pattern, "$")
	first, rest, wild := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, first)
	for ok && wild {
		var part string
		part, rest, wild = strings.Cut(rest, "*")
		if !wild && toEnd {
			return strings.HasSuffix(path, part)
		}
		_, path, ok = strings.Cut(path, part)
	}
	return ok && (!toEnd || path == "")
}

// normalPath brings paths and patterns to one spelling (RFC 9309, 2.2.2): percent-encodings of letters, digits and
// -._~ are decoded, others written with capitals, and bytes beyond ASCII encoded. An encoded * or $ stays encoded and
// so stands for itself.
func normalPath(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(path))
	for i := 0; i < len(path); i++ {
		c, encoded := path[i], false
		if c == '%' && i+2 < len(path) {
			if n, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				c, encoded = byte(n), true
				i += 2
			}
		}
		if c >= 0x80 || encoded && !unreserved(c) {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unreserved reports the characters of RFC 3986, 2.3.
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
