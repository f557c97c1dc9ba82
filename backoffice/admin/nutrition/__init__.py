"""Nutrition: ingredients, allergens, tags, diets and the reference table behind them."""

from backoffice.admin.nutrition import diets, ingredients, reference, words

__all__ = ["diets", "ingredients", "reference", "words"]
