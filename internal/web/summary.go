package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// SummaryPart is a story's summary with its evidence.
type SummaryPart struct {
	Sentences []SentenceItem
	Lang      Lang
	Quoted    bool   // the sentences are outlets' own
	Origin    string // who wrote it: "Written by us"
	Made      string // from what and how
	LeftOut   string // "1 sentence left out: no other outlet says so.", "" none
	Headline  string // whose the headline is, "" not known
	Empty     string // why there is no summary, "" there is one
}

// SentenceItem is a sentence of a summary with its mark and the note that the mark opens.
type SentenceItem struct {
	N      int    // from 1
	Lang   Lang   // of the sentence
	Start  string // all but the last word
	End    string // the last word, which the mark keeps company
	By     string // outlet quoted, "" none
	Note   string // id of the note
	Marks  []EvidenceMark
	Label  string // what the marks say, in words
	Claim  string // the sentence, repeated where the note covers it
	Basis  string // "Sentence 1 rests on 4 passages"
	Quotes []QuoteItem
}

// EvidenceMark is a side's slice of an evidence mark.
type EvidenceMark struct {
	Side    string
	Text    string // letter, and the number of outlets where it is more than one
	Reprint bool   // only reprints support the sentence on this side
}

// QuoteItem is a passage.
type QuoteItem struct {
	Lean  Lean
	Name  string
	When  string // "15 July, 10:05 UTC · reprint of Associated Press"
	Quote string
	Lang  Lang   // of the quote
	Href  string // "" not known
	Site  string
}

// methodExtractive is the summary's method when its sentences are outlets' own.
const methodExtractive = "extractive"

func (s *Server) summaryPart(v *news.StoryView, now time.Time) SummaryPart {
	sum := &v.Summary
	p := SummaryPart{Quoted: sum.Method == methodExtractive, Lang: lang(v.Story.Language)}
	if len(sum.Sentences) == 0 {
		p.Empty = "No article says enough yet. Below are the outlets’ own headlines."
		if sum.LeftOut > 0 {
			p.Empty = fmt.Sprintf("We had %s and found a passage for none of them, so none is shown. Below are the outlets’ own headlines.", count(sum.LeftOut, "sentence"))
		}
		return p
	}
	p.Origin, p.Made = "Written by us", " with "+sum.Method+" from "+count(sum.Articles, "article")+", then checked sentence by sentence."
	if p.Quoted {
		p.Origin, p.Made = "Chosen by us", " from "+count(sum.Articles, "article")+" and quoted to the letter; no machine wrote any of it."
	}
	if v.Story.HeadlineBy != "" {
		p.Headline = "The headline is that of " + v.Story.HeadlineBy + "."
	}
	switch {
	case sum.LeftOut == 1:
		p.LeftOut = "1 sentence left out: no other outlet says so."
	case sum.LeftOut > 1:
		p.LeftOut = number(sum.LeftOut) + " sentences left out: no other outlet says so."
	}
	languages := make(map[news.ID]string, len(v.Articles))
	for i := range v.Articles {
		languages[v.Articles[i].ID] = v.Articles[i].Language
	}
	for i := range sum.Sentences {
		item := s.sentence(&sum.Sentences[i], i+1, p.Quoted, now)
		for j, e := range sum.Sentences[i].Evidence {
			item.Quotes[j].Lang = lang(languages[e.Article])
		}
		item.Lang = p.Lang
		if p.Quoted && len(item.Quotes) > 0 {
			item.Lang = item.Quotes[0].Lang
		}
		p.Sentences = append(p.Sentences, item)
	}
	return p
}

func (s *Server) sentence(sen *news.Sentence, n int, quotes bool, now time.Time) SentenceItem {
	item := SentenceItem{N: n, Note: fmt.Sprintf("ev-%d", n), Claim: sen.Text}
	text := sen.Text
	if quotes {
		text = quoted(text)
		if len(sen.Evidence) > 0 {
			item.By = sen.Evidence[0].Name
		}
	}
	item.Start, item.End = lastWord(text)
	var outlets int
	item.Marks, item.Label, outlets = s.evidenceMarks(sen.Evidence)
	item.Label += fmt.Sprintf(" – evidence for sentence %d: %s", n, count(outlets, "outlet"))
	item.Basis = fmt.Sprintf("Sentence %d rests on %s", n, count(len(sen.Evidence), "passage"))
	item.Quotes = make([]QuoteItem, len(sen.Evidence))
	for i := range sen.Evidence {
		item.Quotes[i] = s.quote(&sen.Evidence[i], now)
	}
	return item
}

// lastWord parts a text before its last word, so that a mark after it never starts a line.
func lastWord(text string) (start, end string) {
	if i := strings.LastIndexByte(text, ' '); i >= 0 && len(text)-i < 40 {
		return text[:i+1], text[i+1:]
	}
	return text, ""
}

// evidenceMarks counts the outlets of each side that support a sentence. The label starts with
// what is visible, as speech control needs it.
func (s *Server) evidenceMarks(evidence []news.Passage) (marks []EvidenceMark, label string, outlets int) {
	counts, own := make([]int, len(s.leans)), make([]bool, len(s.leans))
	seen := make([]string, 0, len(evidence))
next:
	for _, p := range evidence {
		side := p.Side
		if side < 0 || int(side) >= len(counts) {
			side = news.Unrated
		}
		own[side] = own[side] || p.ReprintOf == ""
		for _, domain := range seen {
			if domain == p.Outlet {
				continue next
			}
		}
		seen = append(seen, p.Outlet)
		counts[side]++
	}
	var texts []string
	for _, side := range s.order() {
		n := counts[side]
		if n == 0 {
			continue
		}
		m := EvidenceMark{Side: s.lean(side).Side, Text: s.lean(side).Letter, Reprint: !own[side]}
		if n > 1 {
			m.Text += number(n)
		}
		marks = append(marks, m)
		texts = append(texts, m.Text)
	}
	return marks, strings.Join(texts, " "), len(seen)
}

func (s *Server) quote(p *news.Passage, now time.Time) QuoteItem {
	q := QuoteItem{Lean: s.lean(p.Side), Name: p.Name, Quote: quoted(p.Quote), Href: outside(p.URL), Site: p.Outlet}
	if !p.Published.IsZero() {
		q.When = stamp(p.Published, now)
	}
	if p.ReprintOf != "" {
		q.When += " · reprint of " + p.ReprintOf
	}
	return q
}
