"""Bare Debian trees and the container image, made for real."""
