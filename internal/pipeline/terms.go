package pipeline

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

const (
	namesShown = 12
	termsKept  = 16  // of a story, for finding related ones
	namesRead  = 900 // characters of each text that are searched for names
	slugBytes  = 70
)

// most returns up to n values that most voices have, in order; each voice votes once for a value.
// Equal votes are ordered by the value. It returns at least one, "" where there is none.
func most(articles []news.Article, values func(news.Article) []string, voices map[news.ID]int, n int) []string {
	votes := map[string]map[int]bool{}
	for _, a := range articles {
		for _, v := range values(a) {
			if v == "" {
				continue
			}
			if votes[v] == nil {
				votes[v] = map[int]bool{}
			}
			votes[v][voices[a.ID]] = true
		}
	}
	list := slices.SortedFunc(maps.Keys(votes), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(votes[b]), len(votes[a])), cmp.Compare(a, b))
	})
	if len(list) == 0 && n == 1 {
		return []string{""}
	}
	return list[:min(n, len(list))]
}

// namesAndTerms finds what a story is about: the names that at least two voices share (or that a single voice has in its
// headline), most shared first, and with the words of the headline the terms for finding related stories.
func namesAndTerms(articles []news.Article, voices map[news.ID]int, headline, language string) ([]string, []Term) {
	type found struct {
		text   string
		voices map[int]bool
		title  bool
	}
	names := map[string]*found{}
	all := map[int]bool{}
	for _, a := range articles {
		voice := voices[a.ID]
		all[voice] = true
		inTitle := map[string]bool{}
		for _, n := range text.Names(a.Title) {
			inTitle[text.Fold(n)] = true
		}
		for _, n := range text.Names(text.Cut(a.Text, namesRead)) {
			key := text.Fold(n)
			if calendar[key] {
				continue
			}
			f := names[key]
			if f == nil {
				f = &found{text: n, voices: map[int]bool{}}
				names[key] = f
			}
			f.voices[voice] = true
			f.title = f.title || inTitle[key]
		}
	}
	maps.DeleteFunc(names, func(_ string, f *found) bool { return len(f.voices) < min(2, len(all)) || len(all) == 1 && !f.title })
	keys := slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(names[b].voices), len(names[a].voices)), cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	shown := []string{}
	terms := []Term{}
	for _, k := range keys[:min(namesShown, len(keys))] {
		shown = append(shown, names[k].text)
		terms = append(terms, Term{Text: names[k].text, Key: k, Weight: float64(len(names[k].voices)) / float64(len(all)), Name: true})
	}
	for _, w := range text.Words(headline) {
		key := "w:" + text.Stem(w, language)
		if len(terms) == termsKept || text.StopWord(w, language) || len(w) < 4 ||
			slices.ContainsFunc(terms, func(t Term) bool { return t.Key == key || t.Name && strings.Contains(t.Key, w) }) {
			continue
		}
		terms = append(terms, Term{Text: w, Key: key, Weight: 0.3})
	}
	return shown, terms
}

// calendar are folded words that are written with a capital and name no one: months and weekdays of the edition's languages.
var calendar = calendarWords()

func calendarWords() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`january february march april may june july august september october november december
		monday tuesday wednesday thursday friday saturday sunday
		januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
		janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche
		enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo`) {
		set[text.Fold(w)] = true
	}
	return set
}

// slug is the readable part of a story's address: the headline's words in plain letters and figures. Words of other
// scripts are left out.
func slug(headline string) string {
	var b strings.Builder
	for _, w := range text.Words(headline) {
		w = strings.Map(func(r rune) rune {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
				return -1
			}
			return r
		}, w)
		if w == "" {
			continue
		}
		if b.Len()+1+len(w) > slugBytes {
			break
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(w)
	}
	if b.Len() == 0 {
		return "story"
	}
	return b.String()
}
