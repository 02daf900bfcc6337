"""Kinds that hold kinds, nested two deep, with settings that nothing built in has."""
