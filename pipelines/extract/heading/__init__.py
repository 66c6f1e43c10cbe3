"""What heads an article: its title, a subtitle, the breadcrumb."""
