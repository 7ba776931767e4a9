package web

import "net/http"

func (s *Server) blindspots(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }
