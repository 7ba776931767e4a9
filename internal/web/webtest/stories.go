package webtest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
)

// towns and kinds make the names of invented outlets.
var (
	towns = []string{"Harbour", "Northern", "Veldmark", "Orsa", "Lindholm", "Castell", "Marrow", "Quay", "Tern", "Aldermoor"}
	kinds = []string{"Post", "Ledger", "Tribune", "Observer", "Wire", "Standard"}
)

// outlets invents n outlets, at most 60, whose sides go round Left, Center, Right, Unrated, Left.
func outlets(n int) []news.Outlet {
	sides := []news.Side{news.Left, news.Center, news.Right, news.Unrated, news.Left}
	positions := map[news.Side]float64{news.Left: -0.5, news.Center: 0.05, news.Right: 0.55}
	reliability := []string{"high", "mixed", "", "high"}
	list := make([]news.Outlet, n)
	for i := range list {
		town, kind := towns[i%len(towns)], kinds[i/len(towns)]
		o := news.Outlet{
			Domain: strings.ToLower(town+kind) + ".example", Name: town + " " + kind, Country: "VM", Language: "en",
			Reliability: reliability[i%len(reliability)], Side: sides[i%len(sides)], Followed: true,
		}
		if i%3 == 0 {
			o.Owner = "Marrow Press Group"
		}
		if p, ok := positions[o.Side]; ok {
			o.Position, o.Raters, o.Spread, o.RatedYear = &p, 2+i%2, 0.3, 2026
		}
		list[i] = o
	}
	return list
}

// builder puts a story together as the pipeline would.
type builder struct {
	view    news.StoryView
	outlets []news.Outlet
	next    news.ID
	voice   int
}

func newBuilder(id news.ID, headline string, created time.Time) *builder {
	slug := strings.Join(strings.FieldsFunc(strings.ToLower(headline), func(r rune) bool { return r < 'a' || r > 'z' }), "-")
	return &builder{next: id, view: news.StoryView{Story: news.Story{
		ID: id, Slug: slug, Headline: headline, Language: "en", Created: created, Topics: []string{"politics"}, Version: 1,
	}}}
}

// add appends an article of an outlet; of names the article whose text it prints, 0 its own.
func (b *builder) add(o news.Outlet, at time.Time, title, excerpt string, of news.ID) *news.StoryArticle {
	if of == 0 {
		b.voice++
	}
	a := news.StoryArticle{Voice: b.voice, Article: news.Article{
		ID: b.next, Outlet: o.Domain, URL: fmt.Sprintf("https://%s/news/%d", o.Domain, b.next), Title: title, Excerpt: excerpt,
		Language: "en", Published: at, Seen: at.Add(3 * time.Minute), Story: b.view.Story.ID, ReprintOf: of,
	}}
	if len(b.view.Articles) > 0 {
		a.Reasons = []news.Reason{
			{Kind: "names", Terms: []string{"Veldmark", "Orsa Bay"}, Weight: 0.6},
			{Kind: "words", Terms: []string{"treaty", "harbour"}, Weight: 0.3},
			{Kind: "time", Weight: 0.1},
		}
	}
	if of != 0 {
		a.Reasons = []news.Reason{{Kind: "reprint", Weight: 1}}
	}
	b.next++
	b.outlets = append(b.outlets, o)
	b.view.Articles = append(b.view.Articles, a)
	return &b.view.Articles[len(b.view.Articles)-1]
}

// done counts coverage, lists the outlets and puts the articles in order.
func (b *builder) done(asOf time.Time) news.StoryView {
	v := &b.view
	var voices []coverage.Voice
	place := map[string]int{}
	for i, a := range v.Articles {
		o := b.outlets[i]
		voices = append(voices, coverage.Voice{Article: a.ID, ReprintOf: a.ReprintOf, Outlet: o.Domain, Owner: o.Owner, Side: o.Side, Title: a.Title, Time: a.Published})
		at, ok := place[o.Domain]
		if !ok {
			at = len(v.Outlets)
			place[o.Domain] = at
			v.Outlets = append(v.Outlets, news.StoryOutlet{
				Domain: o.Domain, Name: o.Name, Side: o.Side, Raters: o.Raters, RatedYear: o.RatedYear, Reliability: o.Reliability,
				Owner: o.Owner, Country: o.Country, First: a.Published, Reprint: true,
			})
		}
		v.Outlets[at].Articles++
		v.Outlets[at].Reprint = v.Outlets[at].Reprint && a.ReprintOf != 0
	}
	st := &v.Story
	st.Articles, st.Coverage = len(v.Articles), coverage.Of(voices, news.DefaultScale)
	st.HeadlineBy = v.Outlets[0].Name
	slices.SortStableFunc(v.Articles, func(a, b news.StoryArticle) int { return b.Published.Compare(a.Published) })
	st.Updated, v.AsOf = v.Articles[0].Published, asOf
	for _, s := range v.Summary.Sentences[:min(2, len(v.Summary.Sentences))] {
		st.Lede = append(st.Lede, s.Text)
	}
	for side := news.Left; side <= news.Right; side++ {
		for _, a := range v.Articles {
			if o := v.Outlets[place[a.Outlet]]; o.Side == side && a.ReprintOf == 0 {
				st.Heads = append(st.Heads, news.Head{Side: side, Outlet: o.Domain, Name: o.Name, Title: a.Title, URL: a.URL})
				break
			}
		}
	}
	v.Summary.Articles = len(v.Articles)
	return *v
}

// quote is a passage of an article.
func (b *builder) quote(i int, text string) news.Passage {
	a, o := b.view.Articles[i], b.outlets[i]
	p := news.Passage{Article: a.ID, Outlet: o.Domain, Name: o.Name, Side: o.Side, URL: a.URL, Published: a.Published, Quote: text}
	for j, original := range b.view.Articles {
		if a.ReprintOf != 0 && original.ID == a.ReprintOf {
			p.ReprintOf = b.outlets[j].Name
		}
	}
	return p
}

// Small is a story of 4 outlets with 3 voices and 6 articles, 8 days old.
func Small(now time.Time) news.StoryView {
	all := outlets(5)
	left, center, right, left2 := all[0], all[1], all[2], all[4]
	day := now.Add(-8 * 24 * time.Hour).Truncate(24 * time.Hour)
	at := func(h, m int) time.Time { return day.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute) }

	b := newBuilder(7_205_759_403_792_794, "Veldmark, Orsa leaders strengthen ties, agree on shared harbour", at(8, 12))
	b.view.Story.Topics = []string{"politics", "world"}
	b.view.Story.Places, b.view.Story.Names = []string{"Orsa Bay"}, []string{"Veldmark", "Orsa Bay", "Ina Tolm"}
	first := b.add(left, at(8, 12), "Veldmark, Orsa leaders strengthen ties, agree on shared harbour",
		"The leaders of Veldmark and Orsa agreed on Wednesday to run the harbour of Orsa Bay together and to share storm warnings.", 0).ID
	changed := b.add(left2, at(9, 40), "Veldmark, Orsa to Coordinate on Tariffs as Leaders Meet",
		"Two coastal economies said that they would compare notes before talks on tariffs resume in August.", 0)
	changed.Paywall = true
	changed.Headlines = []news.Headline{{Title: "Veldmark, Orsa Agree to Coordinate on Tariffs", Seen: at(9, 43)}}
	b.add(center, at(10, 5), "Veldmark, Orsa leaders strengthen ties, agree on shared harbour",
		"The leaders of Veldmark and Orsa agreed on Wednesday to run the harbour of Orsa Bay together and to share storm warnings.", first)
	b.add(left, at(10, 30), "What the shared harbour means for ferries", "Timetables stay as they are until the autumn.", 0)
	b.add(left, at(13, 2), "Orsa Bay harbour: five questions", "Who pays, who steers, who may leave.", 0)
	opinion := b.add(right, at(13, 30), "Veldmark and Orsa close ranks, with an eye on the strait",
		"Two neighbours put old quarrels aside and promised a common line before trade talks resume.", 0)
	opinion.Opinion = true

	b.view.Summary = news.Summary{Method: "extractive", LeftOut: 1, Sentences: []news.Sentence{
		{Text: "The leaders of Veldmark and Orsa met on Wednesday and agreed to run the harbour of Orsa Bay together.", Evidence: []news.Passage{
			b.quote(0, "The leaders of Veldmark and Orsa met on Wednesday and agreed to run the harbour of Orsa Bay together."),
			b.quote(1, "The president and her host said they would run the harbour jointly."),
			b.quote(2, "The leaders of Veldmark and Orsa met on Wednesday and agreed to run the harbour of Orsa Bay together."),
			b.quote(5, "The two capitals will run the harbour together, the leaders said."),
		}},
		{Text: "They said that storm warnings would be shared in real time and that a line between the harbour masters would stay open.", Evidence: []news.Passage{
			b.quote(0, "Storm warnings will be shared in real time, according to a joint statement."),
			b.quote(5, "They said that storm warnings would be shared in real time and that a line between the harbour masters would stay open."),
		}},
		{Text: "Veldmark’s president said that the two should “face the past squarely” while working on the future.", Evidence: []news.Passage{
			b.quote(0, "“We should face the past squarely,” the president said."),
			b.quote(2, "“We should face the past squarely,” the president said."),
		}},
		{Text: "No date was given for the return visit, which officials expect in the autumn.", Evidence: []news.Passage{
			b.quote(0, "No date was given for the return visit, which officials expect in the autumn."),
		}},
	}}
	v := b.done(at(13, 34))
	v.Story.Importance = 0.4
	return v
}

// Large is a story of 46 outlets and 118 articles, less than a day old.
func Large(now time.Time) news.StoryView {
	start := now.Add(-5 * time.Hour)
	b := newBuilder(7_205_759_403_892_794, "Assembly passes ferry safety bill 61–38 after late-night vote", start)
	b.view.Story.Topics = []string{"politics", "business", "labour"}
	b.view.Story.Places, b.view.Story.Names = []string{"Veldmark"}, []string{"Assembly", "Ferry operators", "Veldmark"}
	titles := []string{
		"Assembly passes ferry safety bill 61–38 after late-night vote", "Ferry bill clears the Assembly",
		"Assembly clears mandate that operators say will raise fares", "Crews, detectors, fines: what is in the ferry bill",
		"The ferry bill is a gift to lobbyists", "Unions welcome the vote on ferries",
	}
	var originals []news.ID
	for i, o := range outlets(46) {
		own := start.Add(time.Duration(i*i) * 8 * time.Second)
		reprint := news.ID(0)
		if i%2 == 1 && i > 6 {
			reprint = originals[i%len(originals)]
		}
		a := b.add(o, own, titles[i%len(titles)], "The Assembly voted early on Thursday to pass a bill that requires two-person crews and more detectors.", reprint)
		if reprint == 0 {
			originals = append(originals, a.ID)
		}
		a.Opinion = i == 4
		if i == 7 {
			a.Language, a.Title = "de", "Versammlung stimmt für strengere Regeln im Fährverkehr"
		}
		if i == 2 {
			a.Headlines = []news.Headline{{Title: "Assembly passes ferry bill in late-night vote", Seen: own}, {Title: "Assembly clears mandate in late-night vote", Seen: own.Add(time.Hour)}}
		}
	}
	for i, o := range outlets(36) {
		for j := range 2 {
			b.add(o, start.Add(time.Duration(3600+i*170+j*2400)*time.Second), fmt.Sprintf("Ferry bill, update %d: %s", j+1, titles[(i+j)%len(titles)]), "", 0)
		}
	}
	b.view.Summary = news.Summary{Method: "extractive", LeftOut: 2, Sentences: []news.Sentence{
		{Text: "The Assembly passed a ferry safety bill by 61 votes to 38 shortly after one in the morning.", Evidence: b.quotes(21, "The Assembly passed the bill by 61 votes to 38.")},
		{Text: "It requires two-person crews on most ferries and detectors in every engine room.", Evidence: b.quotes(14, "Two-person crews and detectors are required.")},
		{Text: "Operators said that the rules would cost 1.1 billion a year; unions said that the figure counts equipment already bought.", Evidence: b.quotes(8, "The rules would cost 1.1 billion a year, operators said.")},
		{Text: "Eleven members crossed party lines.", Evidence: b.quotes(5, "Eleven members crossed party lines.")},
	}}
	v := b.done(now.Add(-4 * time.Minute))
	v.Story.Importance = 0.95
	v.Story.Blindspots = []news.Blind{{
		Story: v.Story.ID, Side: news.Right, Opposite: news.Left, Total: 69, OfSide: 31, Carrying: 22, Carry: 2, Expected: 9.4, P: 0.0004,
	}}
	return v
}

func (b *builder) quotes(n int, text string) []news.Passage {
	var all []news.Passage
	for i := range n {
		all = append(all, b.quote(i, text))
	}
	return all
}

// Many invents n stories of 1 to 12 outlets, the first the most important.
func Many(now time.Time, n int) []news.StoryView {
	heads := []string{"Harbour tolls rise for the third year", "Court hears land register case", "Lindholm holds its rate",
		"Rain halts the second day of the regatta", "Teachers ratify four-year contract", "Two orbiters find salt layers"}
	topics := []string{"business", "law", "business", "sport", "labour", "science"}
	all := outlets(60)
	views := make([]news.StoryView, n)
	for i := range views {
		at := now.Add(-time.Duration(i*17+20) * time.Minute)
		b := newBuilder(news.ID(7_205_759_404_000_000+int64(i)*1000), fmt.Sprintf("%s (%d)", heads[i%len(heads)], i+1), at)
		b.view.Story.Topics, b.view.Story.Places = []string{topics[i%len(topics)]}, []string{towns[i%len(towns)]}
		for j := range 1 + (i*7)%12 {
			b.add(all[(i*5+j*3)%len(all)], at.Add(time.Duration(j)*time.Minute), b.view.Story.Headline, "An invented report.", 0)
		}
		b.view.Summary = news.Summary{Method: "extractive", Sentences: []news.Sentence{
			{Text: "An invented report of " + towns[i%len(towns)] + ".", Evidence: []news.Passage{b.quote(0, "An invented report.")}},
		}}
		views[i] = b.done(at.Add(time.Hour))
		views[i].Story.Importance = 0.9 / float64(i+2)
	}
	return views
}
