package web

import (
	"net/http"

	"github.com/parallax-news/parallax/internal/news"
)

// HomePage is the front page.
type HomePage struct {
	Page
	Top []StoryItem
}

func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	stories, err := s.lib.Stories(r.Context(), news.StoryFilter{Limit: 24})
	if err != nil {
		return err
	}
	p := HomePage{Top: s.storyItems(stories, s.now())}
	if p.Page, err = s.page(r.Context(), "/", s.links.To("/"), "", "The news as stories"); err != nil {
		return err
	}
	return s.render(w, "home", p)
}
