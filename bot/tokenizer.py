"""Rasa's whitespace tokenizer, with every token spelt as the training data spells it.

Only the token's text changes. Its position stays that of the patient's own text, so an entity's value is
what the patient wrote, and names are never "corrected".
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.spelling import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class TextMessageTokenizer(WhitespaceTokenizer):
    """Split a text message into words and undo the spelling of text messages for the classifiers."""

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens with normalised text and their original positions."""
        tokens: list[Any] = super().tokenize(message, attribute)
        return [Token(normalise(token.text), token.start, token.end, data=token.data) for token in tokens]
