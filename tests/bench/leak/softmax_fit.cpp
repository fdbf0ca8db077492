#include "bench/leak/softmax_fit.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace sendguard::bench {
namespace {

using history::Evidence;
using history::kSigns;
using history::Sign;
using history::Weights;

constexpr double kRidge = 1;
constexpr double kSenderWeight = 400;  // cases that one sender counts for
constexpr double kClean = 3;  // a clean mail against a leak of the ten or twelve made of it
constexpr int kSteps = 20;
constexpr double kLongestStep = 3;

using Matrix = std::array<std::array<double, kSigns>, kSigns>;

/// Gauss with pivots. out: false - singular
bool solve(Matrix& a, Weights& b) {
    for (std::size_t i = 0; i < kSigns; ++i) {
        std::size_t pivot = i;
        for (std::size_t row = i; row < kSigns; ++row)
            if (std::abs(a[row][i]) > std::abs(a[pivot][i])) pivot = row;
        std::swap(a[i], a[pivot]);
        std::swap(b[i], b[pivot]);
        if (std::abs(a[i][i]) < 1e-12) return false;
        for (std::size_t row = i + 1; row < kSigns; ++row) {
            const double factor = a[row][i] / a[i][i];
            for (std::size_t column = i; column < kSigns; ++column)
                a[row][column] -= factor * a[i][column];
            b[row] -= factor * b[i];
        }
    }
    for (std::size_t i = kSigns; i-- > 0;) {
        for (std::size_t column = i + 1; column < kSigns; ++column)
            b[i] -= a[i][column] * b[column];
        b[i] /= a[i][i];
    }
    return true;
}

bool is_used(std::size_t sign, With with) {
    return with == With::text || (sign != static_cast<std::size_t>(Sign::words) &&
                                  sign != static_cast<std::size_t>(Sign::named));
}

void add(const Case& one, double weight, With with, const Weights& weights, Matrix& curvature,
         Weights& slope) {
    auto evidence = one.evidence;
    for (auto& each : evidence)
        for (std::size_t sign = 0; sign < kSigns; ++sign)
            if (!is_used(sign, with)) each[sign] = 0;
    const auto probabilities = history::leak_probabilities(evidence, weights);
    Evidence mean{};
    for (std::size_t i = 0; i < evidence.size(); ++i)
        for (std::size_t a = 0; a < kSigns; ++a) {
            const double part = probabilities[i] * evidence[i][a];
            mean[a] += part;
            for (std::size_t b = 0; b < kSigns; ++b)
                curvature[a][b] += weight * part * evidence[i][b];
        }
    for (std::size_t a = 0; a < kSigns; ++a) {
        const double seen = one.leak < 0 ? 0 : evidence[static_cast<std::size_t>(one.leak)][a];
        slope[a] += weight * (seen - mean[a]);
        for (std::size_t b = 0; b < kSigns; ++b) curvature[a][b] -= weight * mean[a] * mean[b];
    }
}

}  // namespace

Weights fit(const std::vector<Case>& cases, With with, std::size_t without) {
    std::map<std::size_t, double> all;
    const auto weight_of = [](const Case& one) { return one.leak < 0 ? kClean : 1; };
    for (const auto& one : cases) all[one.sender] += weight_of(one);
    Weights weights{};
    for (int step = 0; step < kSteps; ++step) {
        Matrix curvature{};
        Weights slope{};
        for (const auto& one : cases)
            if (one.sender != without && (with == With::network || one.text))
                add(one, weight_of(one) * kSenderWeight / all[one.sender], with, weights, curvature,
                    slope);
        for (std::size_t sign = 0; sign < kSigns; ++sign) {
            const double ridge = sign == static_cast<std::size_t>(Sign::bias) ? 1e-9 : kRidge;
            curvature[sign][sign] += ridge;
            slope[sign] -= ridge * weights[sign];
        }
        if (!solve(curvature, slope)) break;
        double longest = 0;
        for (std::size_t sign = 0; sign < kSigns; ++sign) {
            weights[sign] += std::clamp(slope[sign], -kLongestStep, kLongestStep);
            longest = std::max(longest, std::abs(slope[sign]));
        }
        if (longest < 1e-4) break;
    }
    return weights;
}

}  // namespace sendguard::bench
