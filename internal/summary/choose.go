package summary

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// sentence is one of an article.
type sentence struct {
	article int // index in the pool
	place   int // 0 is the article's first
	text    string
	vector  vector
	usable  bool // may stand in a summary by itself
}

// pool is the sentences of a story's articles.
type pool struct {
	articles  []Article
	sentences []sentence
	first     []int // index of each article's first sentence; one more at the end
}

func newPool(articles []Article) *pool {
	p := &pool{articles: articles}
	l := newLexicon()
	for i, a := range articles {
		p.first = append(p.first, len(p.sentences))
		for place, s := range firstSentences(a.Text, readSentences) {
			p.sentences = append(p.sentences, sentence{i, place, s, l.vector(s, a.Language), !a.Opinion && place < leadSentences && standsAlone(s, a.Language)})
		}
	}
	p.first = append(p.first, len(p.sentences))
	for _, s := range p.sentences {
		l.scale(s.vector)
	}
	return p
}

func firstSentences(s string, n int) []string {
	// A sentence beyond these bytes would not be among the first n of any article.
	if limit := n * maxRunes * 2; len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "")
	}
	all := text.Sentences(s)
	return all[:min(n, len(all))]
}

// danglers begin sentences that need the one before them.
var danglers = map[string]map[string]bool{
	"en": set("he she it they his her their its this that these those but and or so also however meanwhile there then such yet still instead both another others"),
	"de": set("er sie es sein seine ihre dies diese dieser dieses aber und oder doch auch jedoch dort dann dabei damit zudem außerdem dazu"),
	"fr": set("il elle ils elles son sa ses leur leurs ce cette ces cela mais et ou donc aussi cependant là puis pourtant ainsi"),
	"es": set("él ella ellos ellas su sus este esta estos estas esto pero y o también sin allí luego además así"),
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// standsAlone tells whether a sentence can be read without its neighbours: of fair length, ending like a
// sentence, quotation marks closed, not beginning with a word that points back.
func standsAlone(s, lang string) bool {
	if n := utf8.RuneCountInString(s); n > maxRunes || n < minRunes {
		return false
	}
	if last, _ := utf8.DecodeLastRuneInString(s); !strings.ContainsRune(".!?。！？”\"»’)", last) {
		return false
	}
	if strings.Count(s, `"`)%2 != 0 || strings.Count(s, "“") != strings.Count(s, "”") {
		return false
	}
	words := text.Words(s)
	return len(words) >= minWords && !danglers[lang][words[0]]
}

// choose picks the summary's sentences, best first, then puts them in reading order. Each is
// scored by how well every other voice supports it, its place in its article, and what the chosen
// ones already say (Carbonell and Goldstein 1998, maximal marginal relevance). Sentences that only their own article says
// come in where the others are too few. leftOut counts those that were passed over.
func (p *pool) choose() (chosen []int, leftOut int) {
	candidates := p.candidates()
	support := make([]float64, len(p.sentences))
	for _, i := range candidates {
		support[i] = p.support(i)
	}
	voices := p.voices()
	slices.SortStableFunc(candidates, func(a, b int) int {
		return cmp.Compare(p.score(b, support[b]), p.score(a, support[a]))
	})
	taken := map[int]int{}
	take := func(supported bool, most int) (passed int) {
		for _, i := range candidates {
			voice := p.articles[p.sentences[i].article].Voice
			switch {
			case slices.Contains(chosen, i) || taken[voice] == perVoice || p.repeats(i, chosen):
			case supported && support[i] == 0:
				passed++
			case len(chosen) < min(most, perVoice*voices):
				taken[voice]++
				chosen = append(chosen, i)
			}
		}
		return passed
	}
	leftOut = take(voices > 1, maxSentences)
	if was := len(chosen); was < minSentences {
		take(false, minSentences)
		leftOut = max(leftOut-(len(chosen)-was), 0)
	}
	slices.SortStableFunc(chosen[min(1, len(chosen)):], func(a, b int) int {
		return cmp.Compare(p.sentences[a].place, p.sentences[b].place)
	})
	return chosen, leftOut
}

// candidates lists usable sentences of one article of each voice: the earliest, which is its original.
func (p *pool) candidates() []int {
	var list []int
	seen := map[int]bool{}
	for a := range p.articles {
		voice := p.articles[a].Voice
		if seen[voice] || len(seen) == maxVoices {
			continue
		}
		seen[voice] = true
		for i := p.first[a]; i < p.first[a+1]; i++ {
			if p.sentences[i].usable {
				list = append(list, i)
			}
		}
	}
	return list
}

func (p *pool) voices() int {
	seen := map[int]bool{}
	for _, a := range p.articles {
		seen[a.Voice] = true
	}
	return len(seen)
}

// support is the mean, over the other voices, of how well their best sentence matches; 0 when none
// says the same.
func (p *pool) support(i int) float64 {
	own := p.articles[p.sentences[i].article].Voice
	best := map[int]float64{}
	said := false
	for a, art := range p.articles {
		if art.Voice == own {
			continue
		}
		if _, ok := best[art.Voice]; !ok {
			if len(best) == maxVoices {
				continue
			}
			best[art.Voice] = 0
		}
		for j := p.first[a]; j < min(p.first[a]+leadSentences, p.first[a+1]); j++ {
			c, same := p.sentences[i].says(p.sentences[j])
			best[art.Voice] = max(best[art.Voice], c)
			said = said || same
		}
	}
	if !said {
		return 0
	}
	sum := 0.0
	for _, c := range sortedValues(best) {
		sum += c
	}
	return sum / float64(len(best))
}

// says tells how alike two sentences are, and whether they say the same: enough shared terms, no number against another.
func (s sentence) says(t sentence) (similarity float64, same bool) {
	similarity, shared := s.vector.cosine(t.vector)
	return similarity, similarity >= sameClaim && shared >= sharedTerms && !s.vector.contradicts(t.vector)
}

// score favours support, then early sentences.
func (p *pool) score(i int, support float64) float64 {
	return support + 0.25/float64(1+p.sentences[i].place)
}

func (p *pool) repeats(i int, chosen []int) bool {
	for _, j := range chosen {
		if c, _ := p.sentences[i].vector.cosine(p.sentences[j].vector); c > redundant {
			return true
		}
	}
	return false
}

// evidence lists what a chosen sentence rests on: its own article first, then the best matching sentence of every
// other article that says the same, originals before reprints.
func (p *pool) evidence(i int) []news.Passage {
	type match struct {
		sentence int
		score    float64
	}
	own := p.sentences[i].article
	matches := []match{}
	for a := range p.articles {
		if a == own {
			continue
		}
		best := match{-1, sameClaim}
		for j := p.first[a]; j < p.first[a+1]; j++ {
			c, same := p.sentences[i].says(p.sentences[j])
			if same && c >= best.score && utf8.RuneCountInString(p.sentences[j].text) <= maxRunes {
				best = match{j, c}
			}
		}
		if best.sentence >= 0 {
			matches = append(matches, best)
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int {
		ra, rb := p.articles[p.sentences[a.sentence].article].ReprintOf, p.articles[p.sentences[b.sentence].article].ReprintOf
		if (ra == "") != (rb == "") {
			return cmp.Compare(ra, rb)
		}
		return cmp.Compare(b.score, a.score)
	})
	passages := []news.Passage{p.passage(i)}
	for _, m := range matches[:min(len(matches), maxPassages-1)] {
		passages = append(passages, p.passage(m.sentence))
	}
	return passages
}

func (p *pool) passage(i int) news.Passage {
	s := p.sentences[i]
	a := p.articles[s.article]
	return news.Passage{
		Article: a.ID, Outlet: a.Outlet, Name: a.Name, Side: a.Side, URL: a.URL,
		Published: a.Published, ReprintOf: a.ReprintOf, Quote: s.text, Sentence: s.place,
	}
}
