package web

import "net/http"

func (s *Server) archive(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }

func (s *Server) archiveDay(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }
