package web

import (
	"net/http"

	"github.com/parallax-news/parallax/internal/news"
)

// AboutPage says who runs this instance, on what, and how it does.
type AboutPage struct {
	Page
	Figures  []Figure
	Facts    []OutletFact
	Contact  string // shown as text
	Mail     string // address for a mail link, "" where the contact is none
	Web      string // address of a contact that is a page, "" where it is none
	Everyday []FeedLink
}

func (s *Server) about(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.now()
	st, err := s.lib.Status(ctx)
	if err != nil {
		return err
	}
	p := AboutPage{Figures: statusFigures(st), Contact: s.site.Contact, Web: outside(s.site.Contact), Everyday: s.feedLinks("/")}
	if p.Web == "" && isMail(s.site.Contact) {
		p.Mail = "mailto:" + s.site.Contact
	}
	unknown := func(text string) string {
		if text == "" {
			return "not said"
		}
		return text
	}
	p.Facts = []OutletFact{
		{Name: "Operator", Value: unknown(s.site.Operator)},
		{Name: "Edition", Value: s.edition.Name, Note: count(len(s.edition.Scale.Steps), "step") + " on its scale, " + s.edition.Scale.Name},
		{Name: "Program", Value: "Parallax " + s.version},
		{Name: "Language model", Value: "None", Note: "no text here is written by one"},
		{Name: "Newest article", Value: "none yet"},
	}
	if newest := moment(st.Newest, now); newest.Text != "" {
		p.Facts[4].Value, p.Facts[4].Note = newest.Text, newest.Exact
	}
	if p.Page, err = s.page(ctx, "", s.links.To("/about"), "About this instance", "Who runs this instance, and how it does"); err != nil {
		return err
	}
	return s.render(w, "about", p)
}

func statusFigures(st news.Status) []Figure {
	return []Figure{
		{"Outlets read", number(st.Outlets), ""},
		{"Feeds", number(st.Feeds), number(st.Failing) + " broken, " + number(st.Due) + " due now"},
		{"Articles", number(st.Articles), number(st.Pages) + " pages still to be read"},
		{"Stories", number(st.Stories), number(st.Queue) + " articles or stories being worked on"},
	}
}

// isMail tells whether a contact looks like a mail address; no more is needed to make a link of what the operator wrote.
func isMail(s string) bool {
	at := 0
	for i, r := range s {
		switch {
		case r == '@':
			at++
			if i == 0 || i == len(s)-1 {
				return false
			}
		case r <= ' ' || r == ':' || r == '?' || r == '/':
			return false
		}
	}
	return at == 1
}
