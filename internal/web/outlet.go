package web

import "net/http"

func (s *Server) outlet(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }
