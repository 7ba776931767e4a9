package web

import "net/http"

func (s *Server) about(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }
