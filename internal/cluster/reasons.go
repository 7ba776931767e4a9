package cluster

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// Limits of what a reader is told.
const (
	maxReasons     = 3
	maxReasonTerms = 4
	reasonBody     = 800 // bytes of the body in which the shared terms are looked up as written
)

// timeShare is the part of a decision that closeness in time has at most; it halves with each day between.
const timeShare = 0.3

// shared is a term that an article has in common with its story.
type shared struct {
	part    int64 // of the product of the article and the rest of the story
	kind    kind
	written string
}

// reasons says why an article is in its story: nil when it is alone there.
func (e *Engine) reasons(it Item, a *article) []news.Reason {
	if len(a.story.members) < 2 {
		return nil
	}
	if a.root != a.id {
		return []news.Reason{{Kind: "reprint", Weight: 1}}
	}
	common := a.story.common(a)
	total := int64(0)
	for _, s := range common {
		total += s.part
	}
	e.write(it, common)
	var out []news.Reason
	for _, group := range []struct {
		kind string
		of   func(kind) bool
	}{
		{"names", func(k kind) bool { return k&isName != 0 }},
		{"numbers", func(k kind) bool { return k&isNumber != 0 }},
		{"words", func(k kind) bool { return k&(isName|isNumber) == 0 }},
	} {
		if r := reasonOf(group.kind, common, group.of, total); len(r.Terms) > 0 {
			out = append(out, r)
		}
	}
	if near := a.story.nearness(a); near > 0 {
		for i := range out {
			out[i].Weight *= 1 - near
		}
		out = append(out, news.Reason{Kind: "time", Weight: near})
	}
	slices.SortStableFunc(out, func(a, b news.Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	return out[:min(len(out), maxReasons)]
}

// common lists by key the terms that an article shares with the rest of its story.
func (s *story) common(a *article) map[uint32]*shared {
	own := slices.Contains(s.voices, a)
	out := map[uint32]*shared{}
	rest := s.center().sums
	for _, t := range a.terms {
		rest = rest[seek(rest, t.key):]
		if len(rest) == 0 || rest[0].key != t.key {
			continue
		}
		share := a.share(t)
		others := int64(rest[0].all)
		if own {
			others -= share
		}
		if others > 0 {
			out[t.key] = &shared{part: share * others, kind: t.kind}
		}
	}
	return out
}

// write finds how the shared terms stand in the article. Whole names and runs of characters stand for their parts.
func (e *Engine) write(it Item, common map[uint32]*shared) {
	s := cut(it.Title, maxTitle) + "\n" + cut(it.Text, reasonBody)
	for _, name := range text.Names(s) {
		var parts []*shared
		for t := range text.Tokens(name) {
			if c := common[e.reader.key(t.Word)]; c != nil && c.written == "" {
				parts = append(parts, c)
			}
		}
		for i, c := range parts {
			c.kind |= isName
			c.written = name
			if i > 0 {
				parts[0].part += c.part
				c.part, c.written = 0, " "
			}
		}
	}
	var last *shared
	end := 0
	for t := range text.Tokens(s) {
		c := common[e.reader.key(t.Word)]
		switch {
		case c == nil || c.written != "":
			c = nil
		case last != nil && t.At < end:
			_, first := utf8.DecodeRuneInString(t.Raw)
			last.written += t.Raw[first:]
			last.part += c.part
			c.part, c.written = 0, " "
			c = last
		default:
			c.written = t.Raw
		}
		last, end = c, t.At+len(t.Raw)
	}
}

// reasonOf makes one reason of the terms of a kind, heaviest first.
func reasonOf(kind string, common map[uint32]*shared, of func(kind) bool, total int64) news.Reason {
	r := news.Reason{Kind: kind}
	var terms []*shared
	for _, c := range common {
		if of(c.kind) {
			r.Weight += float64(c.part)
			if len(c.written) > 1 {
				terms = append(terms, c)
			}
		}
	}
	r.Weight /= float64(max(1, total))
	slices.SortFunc(terms, func(a, b *shared) int {
		return cmp.Or(cmp.Compare(b.part, a.part), cmp.Compare(a.written, b.written))
	})
	for _, c := range terms[:min(len(terms), maxReasonTerms)] {
		r.Terms = append(r.Terms, c.written)
	}
	return r
}

// nearness is the part that time has in the decision: up to timeShare within an hour of another member, 0 when unknown or far.
func (s *story) nearness(a *article) float64 {
	others := slices.DeleteFunc(slices.Clone(s.members), func(m *article) bool { return m == a })
	from, to := span(others)
	if a.time == 0 || to == 0 {
		return 0
	}
	days := float64(max(0, from-a.time, a.time-to)) / 86400
	if days > 3 {
		return 0
	}
	return timeShare / (1 + days)
}
