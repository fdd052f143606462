#include "operators/catalogue/catalogue.h"
#include "operators/catalogue/parts.h"

namespace vocmap {
namespace {

Reading score_of(const SurveyFact& f, SurveyMetric metric) {
  return f.metric == metric ? value_of(f.score) : std::nullopt;
}

Reading net_promoters(const SurveyFact& f) {
  if (f.metric != SurveyMetric::nps || !f.score) return std::nullopt;
  return value_of(*f.score >= 9000 ? 100 : *f.score < 7000 ? -100 : 0);
}

constexpr MetricOf<SurveyFact> kAnswers[] = {
    {{.name = "csat",
      .zh = "满意度（1-5 分）",
      .en = "Mean satisfaction score, of ratings and surveys rescaled to 1-5; teams still ask for "
            "it, do not steer by it",
      .formula = "sum of scores / answers",
      .unit = "score",
      .form = Form::mean,
      .scale = 1000},
     [](const SurveyFact& f) { return score_of(f, SurveyMetric::csat); }},
    {{.name = "csat_top_share",
      .zh = "满意占比（4-5 分）",
      .en = "Share of satisfaction scores of 4 or 5",
      .formula = "scores >= 4 / answers",
      .unit = "share"},
     [](const SurveyFact& f) {
       return share_of(f.metric == SurveyMetric::csat && f.score, f.score >= 4000);
     }},
    {{.name = "ces",
      .zh = "费力度评分（1-7 分，7 为轻松）",
      .en = "Mean customer effort score 2.0: agreement that it was easy, 1-7",
      .formula = "sum of scores / answers",
      .unit = "score",
      .form = Form::mean,
      .scale = 1000,
      .source = "CEB, CES 2.0"},
     [](const SurveyFact& f) { return score_of(f, SurveyMetric::ces); }},
    {{.name = "ces_top3_share",
      .zh = "轻松占比（5-7 分）",
      .en = "Share of effort scores of 5 to 7",
      .formula = "scores >= 5 / answers",
      .unit = "share",
      .source = "CEB, CES 2.0"},
     [](const SurveyFact& f) {
       return share_of(f.metric == SurveyMetric::ces && f.score, f.score >= 5000);
     }},
    {{.name = "nps",
      .zh = "净推荐值",
      .en = "Net promoter score",
      .formula = "100 * (scores of 9 and 10 - scores of 0 to 6) / answers",
      .unit = "points",
      .form = Form::ratio,
      .source = "Reichheld 2003"},
     net_promoters},
    {{.name = "satisfaction_gap",
      .zh = "满意差：体验减期望",
      .en = "Mean of what was experienced minus what was expected, by the same customer",
      .formula = "sum of (experience - expectation) / pairs",
      .unit = "points",
      .form = Form::mean,
      .scale = 1000},
     [](const SurveyFact& f) { return f.gap ? value_of(*f.gap) : std::nullopt; }},
};

constexpr MetricOf<SurveySent> kSent[] = {
    {{.name = "answer_rate",
      .zh = "问卷回收率",
      .en = "Share of surveys that were answered",
      .formula = "surveys answered / surveys sent",
      .unit = "share",
      .horizon = Horizon::eight_days},
     [](const SurveySent& f) { return share_of(f.answered); }},
};

}  // namespace

constinit const Metrics<SurveyFact> kSurveyMetrics{kAnswers};
constinit const Metrics<SurveySent> kSurveySentMetrics{kSent};

}  // namespace vocmap
