package web

// Styles are the addresses of the style sheets that all pages share, for pages that other rooms serve.
func (s *Server) Styles() []string {
	var addresses []string
	for _, name := range []string{"tokens.css", "site.css", "extra.css"} {
		if hashed, ok := s.assets.hashed[name]; ok {
			addresses = append(addresses, s.links.To("/static/"+hashed))
		}
	}
	return addresses
}
