#pragma once

#include <span>
#include <string>
#include <vector>

#include "operators/sentiment/sentiment_model.h"

namespace vocmap {

// A text, and how positive people or a teacher hold it for: -1 very negative, 1 very positive.
struct LabelledText {
  float label;
  std::string text;
};

// Fits a model of sentiment: per language, a logistic regression on soft labels, of which the
// features that say most are kept. A feature of several languages is that of the first one. The
// same texts give the same model on every x86-64 machine.
std::vector<SentimentEntry> fit_sentiment(std::span<const std::vector<LabelledText>> languages);

}  // namespace vocmap
