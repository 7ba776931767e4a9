package web

import "net/http"

func (s *Server) methodology(w http.ResponseWriter, r *http.Request) error { return s.missing(w, r) }
