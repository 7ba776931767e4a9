package web

import "net/http"

func (s *Server) topics(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }

func (s *Server) topic(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }
