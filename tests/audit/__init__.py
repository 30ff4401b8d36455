"""Tests of debtad.audit."""
