#pragma once

#include <span>
#include <string>
#include <vector>

#include "operators/sentiment/sentiment_model.h"

namespace vocmap {

// A text, and how positive a person or a teacher finds it, from -1 to 1.
struct RatedText {
  float rating;
  std::string text;
};

// Fits a model of sentiment: per language, a logistic regression on soft ratings, of which the
// features that say most are kept. A feature of several languages is that of the first one. The
// same texts give the same model on every x86-64 machine.
std::vector<SentimentEntry> fit_sentiment(std::span<const std::vector<RatedText>> languages);

}  // namespace vocmap
