package web

import "net/http"

func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }

func (s *Server) suggest(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }
